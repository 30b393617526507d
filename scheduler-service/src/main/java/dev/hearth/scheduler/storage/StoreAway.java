package dev.hearth.scheduler.storage;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.io.IOException;

/** Tells a store that is away, and will be back, from one that refuses what it was given. */
public final class StoreAway {
    private StoreAway() {}

    /**
     * Whether this failure says so: no connection, one that broke, or a server that starts, stops or recovers (SQLSTATE
     * classes 08 and 57).
     */
    public static boolean says(Throwable failure) {
        if (failure instanceof PgException error) { // first: it is a VertxException too
            String state = error.getSqlState();
            return state != null && (state.startsWith("08") || state.startsWith("57"));
        }
        return failure instanceof IOException || failure instanceof VertxException;
    }
}
