package dev.hearth.scheduler.storage;

import dev.hearth.scheduler.session.Session;
import dev.hearth.scheduler.task.Task;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a batch does to sessions, if it has calls of some: rows of those that are opened, and what changed tasks mean for the
 * others.
 */
final class SessionPart {
    /** New rows, with the calls that open them. */
    static final String OPENED = """
            , opened as (
                insert into session (id, team_id, user_id, app_id, app_version_id, setup_hash, setup, idle_seconds,
                    status, created_at, active_at, ended_at, engine_id, worker_id, task_id, calls, last_call_at)
                select o.id, o.team_id, o.user_id, o.app_id, o.app_version_id, o.setup_hash, o.setup, o.idle_seconds,
                    o.status, o.created_at, o.created_at, o.ended_at, o.engine_id, o.worker_id, o.task_id, o.calls,
                    o.last_call_at
                from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bytea[], ?::int[],
                    ?::smallint[], ?::timestamptz[], ?::timestamptz[], ?::text[], ?::text[], ?::text[], ?::bigint[],
                    ?::timestamptz[])
                    o(id, team_id, user_id, app_id, app_version_id, setup_hash, setup, idle_seconds, status, created_at,
                    ended_at, engine_id, worker_id, task_id, calls, last_call_at)
                where o.task_id in (select id from ins)
            )""";
    /** What changed calls mean for their sessions. */
    static final String USED = """
            , used as (
                update session s set calls = s.calls + u.calls,
                    last_call_at = greatest(s.last_call_at, u.last_call_at),
                    active_at = greatest(s.active_at, u.last_call_at),
                    engine_id = coalesce(u.engine_id, s.engine_id), worker_id = coalesce(u.worker_id, s.worker_id),
                    status = case when s.status = 1 then u.status else s.status end,
                    ended_at = coalesce(s.ended_at, u.ended_at)
                from (
                    select c.id, sum(c.calls)::bigint as calls, max(c.last_call_at) as last_call_at,
                        max(c.engine_id) as engine_id, max(c.worker_id) as worker_id, max(c.status) as status,
                        max(c.ended_at) as ended_at
                    from unnest(?::text[], ?::text[], ?::bigint[], ?::timestamptz[], ?::text[], ?::text[],
                        ?::smallint[], ?::timestamptz[])
                        c(task_id, id, calls, last_call_at, engine_id, worker_id, status, ended_at)
                    where c.task_id in (select id from changed)
                    group by c.id
                ) u
                where s.id = u.id
            )""";

    private final List<Call> opened = new ArrayList<>(0);
    private final List<Call> used = new ArrayList<>(0);

    private SessionPart() {}

    static SessionPart of(List<TaskChange> changes) {
        SessionPart part = new SessionPart();
        for (TaskChange change : changes) {
            SessionEffect effect = change.session();
            if (effect != null) {
                (effect.opens() ? part.opened : part.used).add(new Call(change.task(), effect.session()));
            }
        }
        return part;
    }

    boolean opens() {
        return !opened.isEmpty();
    }

    boolean uses() {
        return !used.isEmpty();
    }

    /** Adds the parameters of the parts that are needed, in the order in which they stand in the statement. */
    void addTo(Tuple tuple) {
        if (opens()) {
            addOpened(tuple, opened);
        }
        if (uses()) {
            addUsed(tuple, used);
        }
    }

    /** One call, and its session as decided so far. */
    private record Call(Task task, Session session) {
        long calls() {
            return task.status().isFinal() ? 1 : 0;
        }

        @Nullable
        Instant endedAt() {
            return task.status().isFinal() ? task.updatedAt() : null;
        }

        @Nullable
        String engine() {
            return task.engine() == null ? null : task.engine().value();
        }

        @Nullable
        String worker() {
            return task.worker() == null ? null : task.worker().value();
        }
    }

    private static void addOpened(Tuple tuple, List<Call> calls) {
        tuple.addValue(texts(calls, call -> call.session().id().value()));
        tuple.addValue(texts(calls, call -> call.session().what().team().value()));
        tuple.addValue(texts(calls, call -> call.session().what().user()));
        tuple.addValue(texts(calls, call -> call.session().what().app().value()));
        tuple.addValue(texts(calls, call -> call.session().what().appVersion().value()));
        tuple.addValue(texts(calls, call -> call.session().what().setupHash().value()));
        tuple.addValue(calls.stream()
                .map(call -> BatchStatement.buffer(call.session().what().setup()))
                .toArray(Buffer[]::new));
        tuple.addValue(calls.stream()
                .map(call -> (int) call.session().what().idleTimeout().toSeconds())
                .toArray(Integer[]::new));
        tuple.addValue(statuses(calls));
        tuple.addValue(times(calls, call -> call.session().createdAt()));
        tuple.addValue(times(calls, call -> call.session().endedAt()));
        tuple.addValue(texts(calls, Call::engine));
        tuple.addValue(texts(calls, Call::worker));
        tuple.addValue(texts(calls, call -> call.task().id().value()));
        tuple.addValue(calls.stream().map(Call::calls).toArray(Long[]::new));
        tuple.addValue(times(calls, Call::endedAt));
    }

    private static void addUsed(Tuple tuple, List<Call> calls) {
        tuple.addValue(texts(calls, call -> call.task().id().value()));
        tuple.addValue(texts(calls, call -> call.session().id().value()));
        tuple.addValue(calls.stream().map(Call::calls).toArray(Long[]::new));
        tuple.addValue(times(calls, Call::endedAt));
        tuple.addValue(texts(calls, Call::engine));
        tuple.addValue(texts(calls, Call::worker));
        tuple.addValue(statuses(calls));
        tuple.addValue(times(calls, call -> call.session().endedAt()));
    }

    private static Short[] statuses(List<Call> calls) {
        return calls.stream()
                .map(call -> (short) call.session().status().number())
                .toArray(Short[]::new);
    }

    private static @Nullable String[] texts(List<Call> calls, Function<Call, @Nullable String> column) {
        @Nullable String[] values = new String[calls.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(calls.get(i));
        }
        return values;
    }

    private static @Nullable OffsetDateTime[] times(List<Call> calls, Function<Call, @Nullable Instant> column) {
        @Nullable OffsetDateTime[] values = new OffsetDateTime[calls.size()];
        for (int i = 0; i < values.length; i++) {
            Instant at = column.apply(calls.get(i));
            values[i] = at == null ? null : at.atOffset(ZoneOffset.UTC);
        }
        return values;
    }
}
