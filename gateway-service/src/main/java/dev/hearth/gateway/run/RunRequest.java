package dev.hearth.gateway.run;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a run request (wire protocol 2.2). What is null was absent or null.
 *
 * @param input JSON as it was sent
 * @param setup JSON as it was sent
 * @param session {@code new}, or the id of an open session
 * @param sessionTimeout seconds; 0: the default
 * @param metadata JSON as it was sent, an object
 */
@SuppressWarnings("ArrayRecordComponent") // payloads are never compared
record RunRequest(
        @Nullable String app,
        @Nullable String appId,
        @Nullable String versionId,
        @Nullable String version,
        @Nullable String function,
        byte[] input,
        byte @Nullable [] setup,
        @Nullable String variant,
        @Nullable String infra,
        List<String> workers,
        @Nullable String session,
        int sessionTimeout,
        @Nullable Instant runAt,
        @Nullable Boolean waits,
        boolean stream,
        @Nullable String webhook,
        byte @Nullable [] metadata,
        @Nullable String startBy,
        int priority,
        int maxAttempts,
        int maxRunSeconds) {
    private static final String NEW_SESSION = "new";

    RunRequest {
        workers = List.copyOf(workers);
    }

    /** Whether a session is to be opened; else {@code session} names an open one. */
    boolean opensSession() {
        return NEW_SESSION.equals(session);
    }
}
