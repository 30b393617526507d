package dev.hearth.agent.llm;

import dev.hearth.agent.calls.AppCall;
import io.smallrye.mutiny.Uni;

/** How the loop speaks with LLM apps (wire protocol 7). */
public interface LlmApps {
    /**
     * The call that asks the agent's core app. {@code not_found} without that app, {@code invalid_request} if it is not an
     * LLM app.
     */
    Uni<AppCall> call(LlmQuestion question);

    /** For the outputs of one task. */
    LlmReader reader();
}
