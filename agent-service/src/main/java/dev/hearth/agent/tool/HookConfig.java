package dev.hearth.agent.tool;

import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What hooks are told and how much they may answer. */
@Singleton
class HookConfig {
    private final String publicUrl;
    private final ToolConfig tools;

    HookConfig(@ConfigProperty(name = "hearth.agent.gateway-public-url") String publicUrl, ToolConfig tools) {
        this.publicUrl = publicUrl;
        this.tools = tools;
    }

    /** Where hooks' receivers reach the gateway. */
    String publicUrl() {
        return publicUrl;
    }

    Duration limit() {
        return tools.hookLimit();
    }

    int maxResult() {
        return Math.toIntExact(tools.maxResult().asLongValue());
    }
}
