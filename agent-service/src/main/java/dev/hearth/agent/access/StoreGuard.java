package dev.hearth.agent.access;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.time.Duration;

/**
 * Answers within a bounded time, whatever the database does: one that is away is {@code unavailable}, so that callers try
 * again, and no bug.
 */
public final class StoreGuard {
    /** Below the 10 s within which every request is answered. */
    static final Duration PATIENCE = Duration.ofSeconds(8);

    private StoreGuard() {}

    public static <T> Uni<T> guard(Uni<T> work) {
        return guard(work, PATIENCE);
    }

    static <T> Uni<T> guard(Uni<T> work, Duration patience) {
        return work.ifNoItem()
                .after(patience)
                .fail()
                .onFailure(StoreGuard::isAway)
                .transform(cause -> new ServiceException(
                        ErrorCode.UNAVAILABLE, "agents are not available just now, try again", cause));
    }

    private static boolean isAway(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ServiceException) {
                return false;
            }
            if (cause instanceof PgException answer) { // it is there; a PgException is a VertxException too
                return isAboutTheServer(answer.getSqlState());
            }
            if (cause instanceof IOException || cause instanceof VertxException || cause instanceof TimeoutException) {
                return true;
            }
        }
        return false;
    }

    /** Connection trouble, too little of something, or stopped by its operator: classes 08, 53 and 57. */
    private static boolean isAboutTheServer(String sqlState) {
        return sqlState.startsWith("08") || sqlState.startsWith("53") || sqlState.startsWith("57P");
    }
}
