package dev.hearth.agent.turn;

import dev.hearth.agent.calls.AppCalls;
import dev.hearth.agent.definition.AgentResolver;
import dev.hearth.agent.llm.LlmApps;
import dev.hearth.agent.tool.ToolBox;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** What working on turns takes. */
@ApplicationScoped
class TurnParts {
    private final AgentResolver agents;
    private final ToolBox tools;
    private final LlmApps llms;
    private final AppCalls calls;
    private final Clock clock;
    private final TurnConfig config;

    TurnParts(AgentResolver agents, ToolBox tools, LlmApps llms, AppCalls calls, Clock clock, TurnConfig config) {
        this.agents = agents;
        this.tools = tools;
        this.llms = llms;
        this.calls = calls;
        this.clock = clock;
        this.config = config;
    }

    AgentResolver agents() {
        return agents;
    }

    ToolBox tools() {
        return tools;
    }

    LlmApps llms() {
        return llms;
    }

    AppCalls calls() {
        return calls;
    }

    Clock clock() {
        return clock;
    }

    TurnConfig config() {
        return config;
    }
}
