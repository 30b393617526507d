package dev.hearth.gateway.team;

import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** Tells who calls. Answers are remembered for 2 s, so that a revoked key is refused at most that much later. */
public interface Authentication {
    /**
     * The caller behind a header {@code Authorization: Bearer <key>}; fails with {@code unauthorized} for anything else.
     * Completes at once when the key was seen within the last 2 s, otherwise on the caller's own context.
     */
    Uni<Caller> callerOf(@Nullable String authorizationHeader);
}
