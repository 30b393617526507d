package dev.hearth.agent.llm;

import dev.hearth.agent.access.Caller;
import dev.hearth.agent.calls.AppCall;
import dev.hearth.agent.definition.AgentConfig;
import io.smallrye.mutiny.Uni;

/** How the loop speaks with LLM apps (wire protocol 7). */
public interface LlmApps {
    /**
     * The call that asks the agent's core app. {@code not_found} without that app, {@code invalid_request} if it is not an
     * LLM app.
     */
    Uni<AppCall> call(LlmQuestion question);

    /** Fails with {@code requirements_not_met} if the team lacks what the agent's core app needs, as {@link #call} without it. */
    Uni<Void> requireMet(Caller caller, AgentConfig agent);

    /** For the outputs of one task. */
    LlmReader reader();
}
