package dev.hearth.scheduler.storage;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Optional;

/**
 * The row that says who leads a pool. The database's clock decides when it ends, and this is the only place where that
 * clock counts.
 */
public final class LeaseRow {
    private static final String TAKE = """
            insert into leader_lease as l (pool, epoch, holder, address, backend_pid, expires_at)
            values ($1, 1, $2, $3, pg_backend_pid(), clock_timestamp() + $4 * interval '1 millisecond')
            on conflict (pool) do update set
                epoch = l.epoch + 1, holder = excluded.holder, address = excluded.address,
                backend_pid = excluded.backend_pid, expires_at = excluded.expires_at
            where l.expires_at < clock_timestamp()
            returning epoch
            """;
    private static final String RENEW = """
            update leader_lease set expires_at = clock_timestamp() + $3 * interval '1 millisecond'
            where pool = $1 and epoch = $2
            """;
    private static final String RELEASE =
            "update leader_lease set expires_at = clock_timestamp(), address = '' where pool = $1 and epoch = $2";
    private static final String READ =
            "select address, expires_at < clock_timestamp() as ended, backend_pid from leader_lease where pool = $1";
    private static final String MOVE =
            "update leader_lease set backend_pid = pg_backend_pid() where pool = $1 and epoch = $2";
    /** Waits up to 5 s for the backend to be gone; true if it is. */
    private static final String END_BACKEND = """
            select coalesce(bool_and(pg_terminate_backend(pid, 5000)), true) as gone from pg_stat_activity
            where pid = $1 and pid <> pg_backend_pid() and usename = current_user
            and application_name = 'hearth-scheduler-writer'
            """;

    private final String pool;

    public LeaseRow(String pool) {
        this.pool = pool;
    }

    /**
     * What the row says.
     *
     * @param address of the holder; empty if it let go
     * @param ended whether anybody may take it
     */
    public record Holder(String address, boolean ended, int backendPid) {}

    public Future<Optional<Holder>> read(SqlClient connection) {
        return connection.preparedQuery(READ).execute(Tuple.of(pool)).map(rows -> {
            for (Row row : rows) {
                return Optional.of(
                        new Holder(row.getString("address"), row.getBoolean("ended"), row.getInteger("backend_pid")));
            }
            return Optional.empty();
        });
    }

    /**
     * Takes the lease if it has ended, on the connection that will write under it. The old leader's backend is ended
     * first and must be gone, so that no statement of its can commit afterwards.
     *
     * @return the new epoch, or empty if another one was faster
     */
    public Future<Optional<Long>> take(
            PgConnection writer, String holder, String address, Duration length, Optional<Holder> before) {
        Future<Void> ended = before.isEmpty()
                ? Future.succeededFuture()
                : endBackend(writer, before.get().backendPid());
        return ended.compose(ignored -> writer.preparedQuery(TAKE)
                .execute(Tuple.of(pool, holder, address, length.toMillis()))
                .map(rows -> {
                    for (Row row : rows) {
                        return Optional.of(row.getLong("epoch"));
                    }
                    return Optional.empty();
                }));
    }

    /** Whether the lease is still ours and now lasts longer. */
    public Future<Boolean> renew(SqlClient connection, long epoch, Duration length) {
        return connection
                .preparedQuery(RENEW)
                .execute(Tuple.of(pool, epoch, length.toMillis()))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Ends a backend that may still be at work on an earlier statement of ours; fails unless it is gone. */
    public Future<Void> endBackend(PgConnection connection, int pid) {
        return connection.preparedQuery(END_BACKEND).execute(Tuple.of(pid)).compose(rows -> {
            for (Row row : rows) {
                if (!row.getBoolean("gone")) {
                    return Future.failedFuture(new IllegalStateException("backend " + pid + " does not end"));
                }
            }
            return Future.succeededFuture();
        });
    }

    /** Notes that the leader writes through this connection now; false if it leads no more. */
    public Future<Boolean> moveTo(PgConnection connection, long epoch) {
        return connection.preparedQuery(MOVE).execute(Tuple.of(pool, epoch)).map(rows -> rows.rowCount() == 1);
    }

    /** Lets go, so that a successor need not wait. */
    public Future<Void> release(SqlClient connection, long epoch) {
        return connection.preparedQuery(RELEASE).execute(Tuple.of(pool, epoch)).mapEmpty();
    }
}
