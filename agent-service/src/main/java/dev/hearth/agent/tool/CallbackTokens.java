package dev.hearth.agent.tool;

import dev.hearth.ids.ToolInvocationId;
import io.smallrye.mutiny.Uni;

/** The one-time tokens that let the receivers of hooks answer; the loop keeps their hashes with the invocations. */
public interface CallbackTokens {
    /**
     * Whoever shows the token with this SHA-256 may answer this invocation, once, from now on: also while the hook's request
     * is still under way. Replaces an earlier one. Fails if the invocation is no longer this process's to perform.
     */
    Uni<Void> allow(ToolInvocationId invocation, byte[] sha256);
}
