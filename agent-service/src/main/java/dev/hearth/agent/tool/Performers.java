package dev.hearth.agent.tool;

import dev.hearth.agent.definition.Tool;
import jakarta.inject.Singleton;

/** Who performs which kind of tool. */
@Singleton
class Performers {
    private final AppTools apps;
    private final HttpTools http;
    private final HookTools hooks;
    private final AgentTools agents;

    Performers(AppTools apps, HttpTools http, HookTools hooks, AgentTools agents) {
        this.apps = apps;
        this.http = http;
        this.hooks = hooks;
        this.agents = agents;
    }

    RunningTool start(OfferedTool tool, ToolUse use) {
        return switch (tool) {
            case OfferedTool.Internal(BuiltIn builtIn) -> builtIn.perform().apply(use);
            case OfferedTool.Configured(Tool.App app) -> apps.start(app, use);
            case OfferedTool.Configured(Tool.Http request) -> http.start(request, use);
            case OfferedTool.Configured(Tool.Hook hook) -> hooks.start(hook, use);
            case OfferedTool.Configured(Tool.Agent agent) -> agents.start(agent, use);
            case OfferedTool.Configured(Tool.Client _) -> Work.done(new ToolOutcome.Waits(false, null));
        };
    }
}
