package dev.hearth.scheduler.storage;

import com.google.protobuf.ByteString;
import dev.hearth.ids.AppId;
import dev.hearth.ids.AppVersionId;
import dev.hearth.ids.EngineId;
import dev.hearth.ids.SessionId;
import dev.hearth.ids.SetupHash;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.WorkerId;
import dev.hearth.scheduler.session.Session;
import dev.hearth.scheduler.session.SessionPage;
import dev.hearth.scheduler.session.SessionStatus;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of sessions: reads for anyone, and what the leader changes without a task. */
public final class SessionRows {
    private static final String COLUMNS = columns("setup");
    private static final String FIND = COLUMNS + " where id = $1";
    private static final String LIVE = COLUMNS + " where status = 1 or id = any($1) order by created_at, id";
    /** Setups may be large, and nobody shows them in a list. */
    private static final String LIST = columns("''::bytea as setup") + """
             where team_id = $1 and ((status = 1)::int < $2
                or (status = 1)::int = $2 and (created_at < $3 or created_at = $3 and id > $4))
            order by (status = 1) desc, created_at desc, id limit $5
            """;

    private static final String WRITE = """
            with lease as materialized (
                select 1 from leader_lease where pool = $1 and epoch = $2 for share
            ), upd as (
                update session s set active_at = greatest(s.active_at, u.active_at),
                    status = case when s.status = 1 then u.status else s.status end,
                    ended_at = coalesce(s.ended_at, u.ended_at)
                from lease, unnest($3::text[], $4::smallint[], $5::timestamptz[], $6::timestamptz[])
                    u(id, status, active_at, ended_at)
                where s.id = u.id
            )
            select exists (select from lease) as held
            """;
    private static final String DROP = """
            delete from session where status <> 1 and ended_at < clock_timestamp() - $1 * interval '1 millisecond'
            """;

    private SessionRows() {}

    public static Future<Optional<Session>> find(SqlClient client, SessionId id) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(id.value()))
                .map(rows -> read(rows).stream().findFirst());
    }

    /** Every session that takes calls, and these, oldest first. */
    public static Future<List<Session>> live(SqlClient client, Collection<SessionId> called) {
        String[] ids = called.stream().map(SessionId::value).toArray(String[]::new);
        return client.preparedQuery(LIVE)
                .execute(Tuple.tuple().addArrayOfString(ids))
                .map(SessionRows::read);
    }

    /** A team's sessions without their setups. */
    public static Future<SessionPage> list(SqlClient client, SessionPage.Query query) {
        SessionPage.Position after = query.after();
        return client.preparedQuery(LIST)
                .execute(Tuple.of(
                        query.team().value(), after.rank(), time(after.createdAt()), after.id(), query.limit() + 1))
                .map(SessionRows::read)
                .map(found -> page(found, query.limit()));
    }

    private static SessionPage page(List<Session> found, int limit) {
        if (found.size() <= limit) {
            return new SessionPage(found, "");
        }
        List<Session> shown = found.subList(0, limit);
        return new SessionPage(shown, SessionPage.Position.of(shown.getLast()).cursor());
    }

    private static String columns(String setup) {
        return """
                select id, team_id, user_id, app_id, app_version_id, setup_hash, %s, idle_seconds, status, created_at,
                    active_at, ended_at, engine_id, worker_id, task_id, calls, last_call_at from session
                """.formatted(setup);
    }

    /** Stores when they were active last and whether they are over; fails when the epoch is. */
    public static Future<Void> write(SqlClient client, String pool, long epoch, Collection<Session> sessions) {
        Tuple tuple = Tuple.tuple();
        tuple.addValue(pool).addValue(epoch);
        tuple.addValue(sessions.stream().map(session -> session.id().value()).toArray(String[]::new));
        tuple.addValue(sessions.stream()
                .map(session -> (short) session.status().number())
                .toArray(Short[]::new));
        tuple.addValue(
                sessions.stream().map(session -> time(session.activeAt())).toArray(OffsetDateTime[]::new));
        tuple.addValue(sessions.stream().map(session -> time(session.endedAt())).toArray(OffsetDateTime[]::new));
        return client.preparedQuery(WRITE)
                .execute(tuple)
                .compose(rows -> rows.iterator().next().getBoolean("held")
                        ? Future.succeededFuture()
                        : Future.failedFuture(new DeposedException("epoch " + epoch + " is over")));
    }

    /** Removes sessions that are over for longer than this. */
    public static Future<Void> dropOld(SqlClient client, Duration kept) {
        return client.preparedQuery(DROP).execute(Tuple.of(kept.toMillis())).mapEmpty();
    }

    private static List<Session> read(RowSet<Row> rows) {
        List<Session> sessions = new ArrayList<>(rows.size());
        rows.forEach(row -> sessions.add(read(row)));
        return sessions;
    }

    private static Session read(Row row) {
        String engine = row.getString("engine_id");
        String worker = row.getString("worker_id");
        return new Session(
                new SessionId(row.getString("id")),
                new Session.What(
                        new TeamId(row.getString("team_id")),
                        row.getString("user_id"),
                        new AppId(row.getString("app_id")),
                        new AppVersionId(row.getString("app_version_id")),
                        new SetupHash(row.getString("setup_hash")),
                        ByteString.copyFrom(row.getBuffer("setup").getBytes()),
                        Duration.ofSeconds(row.getInteger("idle_seconds")),
                        new TaskId(row.getString("task_id"))),
                SessionStatus.of(row.getShort("status")),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("active_at").toInstant(),
                instant(row.getOffsetDateTime("ended_at")),
                engine == null || worker == null ? null : new Session.Place(new EngineId(engine), new WorkerId(worker)),
                row.getLong("calls"),
                instant(row.getOffsetDateTime("last_call_at")));
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant at) {
        return at == null ? null : at.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
        return at == null ? null : at.toInstant();
    }
}
