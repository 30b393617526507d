package dev.hearth.agent.llm;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of what LLM apps are told. */
@ConfigMapping(prefix = "hearth.agent.llm")
public interface LlmConfig {
    /**
     * Tokens of a conversation that an LLM is told, where neither the agent nor the app says. Above what the model keeps in
     * mind, long chats fail; far below it, they are forgotten early.
     */
    @WithDefault("4096")
    int contextSize();

    /** How long it is remembered what an app's name leads to. Longer spares the gateway, and notices new versions later. */
    @WithDefault("2s")
    Duration memory();
}
