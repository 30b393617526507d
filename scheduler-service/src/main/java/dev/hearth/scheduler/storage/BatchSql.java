package dev.hearth.scheduler.storage;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * The text of the one statement that changes task rows: locks the lease row, checks the epoch, inserts and updates tasks,
 * and writes payloads, keys and events of exactly the rows it changed. Autocommit: it is all there or not at all.
 *
 * <p>It has only the parts that a batch needs: a part without rows costs PostgreSQL its share of starting and ending the
 * plan all the same, and with one call at a time that is most of the statement.
 */
final class BatchSql {
    private static final String LEASE = """
            with lease as materialized (
                select 1 from leader_lease where pool = ? and epoch = ? for share
            )""";
    private static final String ADDED = """
            , ins as (
                insert into task (id, team_id, app_id, app_version_id, function, kind, setup_hash, status, attempt,
                    charged, version, engine_id, worker_id, error, error_code, created_at, updated_at, spec, transitions)
                select n.id, n.team_id, n.app_id, n.app_version_id, n.function, n.kind, n.setup_hash, n.status,
                    n.attempt, n.charged, n.version, n.engine_id, n.worker_id, n.error, n.error_code, n.created_at,
                    n.updated_at, n.spec, n.transitions
                from lease, unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::smallint[], ?::text[],
                    ?::smallint[], ?::int[], ?::int[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[],
                    ?::timestamptz[], ?::timestamptz[], ?::bytea[], ?::bytea[])
                    n(id, team_id, app_id, app_version_id, function, kind, setup_hash, status, attempt, charged, version,
                    engine_id, worker_id, error, error_code, created_at, updated_at, spec, transitions)
                on conflict (id) do nothing
                returning id
            )""";
    private static final String MOVED = """
            , upd as (
                update task t set status = u.status, attempt = u.attempt, charged = u.charged, version = u.version,
                    engine_id = u.engine_id, worker_id = u.worker_id, error = u.error, error_code = u.error_code,
                    updated_at = u.updated_at, transitions = u.transitions
                from lease, unnest(?::text[], ?::smallint[], ?::int[], ?::smallint[], ?::int[], ?::int[],
                    ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::bytea[])
                    u(id, old_status, old_attempt, status, attempt, charged, version, engine_id, worker_id, error,
                    error_code, updated_at, transitions)
                where t.id = u.id and t.status = u.old_status and t.attempt = u.old_attempt
                    and t.version = u.version - 1
                returning t.id
            )""";
    private static final String PAYLOADS = """
            , payload as (
                insert into task_payload (day, task_id, kind, body)
                select p.day, p.task_id, p.kind, p.body
                from unnest(?::date[], ?::text[], ?::smallint[], ?::bytea[]) p(day, task_id, kind, body)
                where p.task_id in (select id from changed)
                on conflict (task_id, kind, day) do update set body = excluded.body
            )""";
    private static final String KEYS = """
            , keys as (
                insert into idempotency_key (team_id, key, digest, task_id, created_at)
                select k.team_id, k.key, k.digest, k.task_id, k.created_at
                from unnest(?::text[], ?::text[], ?::bytea[], ?::text[], ?::timestamptz[])
                    k(team_id, key, digest, task_id, created_at)
                where k.task_id in (select id from ins)
                on conflict (team_id, key) do update
                set digest = excluded.digest, task_id = excluded.task_id, created_at = excluded.created_at
            )""";
    private static final String EVENTS = """
            , events as (
                insert into task_event (day, seq, task_id, version, body)
                select e.day, e.seq, e.task_id, e.version, e.body
                from unnest(?::date[], ?::bigint[], ?::text[], ?::bigint[], ?::bytea[])
                    e(day, seq, task_id, version, body)
                where e.task_id in (select id from changed)
            )
            select exists (select from lease) as held, array(select id from changed) as changed
            """;

    private static final Pattern PLACEHOLDER = Pattern.compile("\\?");
    private static final Map<Parts, String> STATEMENTS = new ConcurrentHashMap<>();

    private BatchSql() {}

    /** Which parts a batch needs. There are few combinations, so that each stays a prepared statement of its own. */
    record Parts(
            boolean adds, boolean moves, boolean payloads, boolean keys, boolean opensSessions, boolean usesSessions) {}

    static String of(Parts parts) {
        return STATEMENTS.computeIfAbsent(parts, BatchSql::write);
    }

    /** The parts in the order in which their parameters are added. */
    private static String write(Parts parts) {
        StringBuilder text = new StringBuilder(LEASE);
        text.append(parts.adds() ? ADDED : "").append(parts.moves() ? MOVED : "");
        text.append(", changed as materialized (");
        text.append(parts.adds() ? "select id from ins" : "");
        text.append(parts.adds() && parts.moves() ? " union all " : "");
        text.append(parts.moves() ? "select id from upd" : "").append(")");
        text.append(parts.payloads() ? PAYLOADS : "").append(parts.keys() ? KEYS : "");
        text.append(parts.opensSessions() ? SessionPart.OPENED : "");
        text.append(parts.usesSessions() ? SessionPart.USED : "");
        return numbered(text.append(EVENTS).toString());
    }

    private static String numbered(String text) {
        AtomicInteger number = new AtomicInteger();
        return PLACEHOLDER.matcher(text).replaceAll(_ -> "\\$" + number.incrementAndGet());
    }
}
