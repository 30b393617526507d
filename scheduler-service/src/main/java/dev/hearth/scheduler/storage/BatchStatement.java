package dev.hearth.scheduler.storage;

import com.google.protobuf.ByteString;
import dev.hearth.ids.Id;
import dev.hearth.scheduler.task.Task;
import dev.hearth.scheduler.task.TaskSpec;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one statement that changes task rows: locks the lease row, checks the epoch, inserts and updates tasks, and writes
 * payloads, keys and events of exactly the rows it changed. Autocommit: it is all there or not at all.
 */
final class BatchStatement {
    static final String SQL = """
            with lease as materialized (
                select 1 from leader_lease where pool = $1 and epoch = $2 for share
            ), ins as (
                insert into task (id, team_id, app_id, app_version_id, function, kind, setup_hash, status, attempt,
                    charged, version, engine_id, worker_id, error, error_code, created_at, updated_at, spec, transitions)
                select n.id, n.team_id, n.app_id, n.app_version_id, n.function, n.kind, n.setup_hash, n.status,
                    n.attempt, n.charged, n.version, n.engine_id, n.worker_id, n.error, n.error_code, n.created_at,
                    n.updated_at, n.spec, n.transitions
                from lease, unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::smallint[],
                    $9::text[], $10::smallint[], $11::int[], $12::int[], $13::bigint[], $14::text[], $15::text[],
                    $16::text[], $17::text[], $18::timestamptz[], $19::timestamptz[], $20::bytea[], $21::bytea[])
                    n(id, team_id, app_id, app_version_id, function, kind, setup_hash, status, attempt, charged, version,
                    engine_id, worker_id, error, error_code, created_at, updated_at, spec, transitions)
                on conflict (id) do nothing
                returning id
            ), upd as (
                update task t set status = u.status, attempt = u.attempt, charged = u.charged, version = u.version,
                    engine_id = u.engine_id, worker_id = u.worker_id, error = u.error, error_code = u.error_code,
                    updated_at = u.updated_at, transitions = u.transitions
                from lease, unnest($22::text[], $23::smallint[], $24::int[], $25::smallint[], $26::int[], $27::int[],
                    $28::bigint[], $29::text[], $30::text[], $31::text[], $32::text[], $33::timestamptz[], $34::bytea[])
                    u(id, old_status, old_attempt, status, attempt, charged, version, engine_id, worker_id, error,
                    error_code, updated_at, transitions)
                where t.id = u.id and t.status = u.old_status and t.attempt = u.old_attempt
                    and t.version = u.version - 1
                returning t.id
            ), changed as materialized (
                select id from ins union all select id from upd
            ), payload as (
                insert into task_payload (day, task_id, kind, body)
                select p.day, p.task_id, p.kind, p.body
                from unnest($35::date[], $36::text[], $37::smallint[], $38::bytea[]) p(day, task_id, kind, body)
                where p.task_id in (select id from changed)
                on conflict (task_id, kind, day) do update set body = excluded.body
            ), keys as (
                insert into idempotency_key (team_id, key, digest, task_id, created_at)
                select k.team_id, k.key, k.digest, k.task_id, k.created_at
                from unnest($39::text[], $40::text[], $41::bytea[], $42::text[], $43::timestamptz[])
                    k(team_id, key, digest, task_id, created_at)
                where k.task_id in (select id from ins)
                on conflict (team_id, key) do update
                set digest = excluded.digest, task_id = excluded.task_id, created_at = excluded.created_at
            ), events as (
                insert into task_event (day, seq, task_id, version, body)
                select e.day, e.seq, e.task_id, e.version, e.body
                from unnest($44::date[], $45::bigint[], $46::text[], $47::bigint[], $48::bytea[])
                    e(day, seq, task_id, version, body)
                where e.task_id in (select id from changed)
            )
            select exists (select from lease) as held, array(select id from changed) as changed
            """;

    static final short INPUT = 1;
    static final short SETUP = 2;
    static final short OUTPUT = 3;

    private BatchStatement() {}

    /** Parameters for these changes, whose events are counted from {@code firstSeq} in their order. */
    static Tuple parameters(String pool, long epoch, List<TaskChange> changes, long firstSeq) {
        List<TaskChange> added = new ArrayList<>();
        List<TaskChange> moved = new ArrayList<>();
        for (TaskChange change : changes) {
            (change.isNew() ? added : moved).add(change);
        }
        Tuple tuple = Tuple.tuple(new ArrayList<>(48));
        tuple.addValue(pool).addValue(epoch);
        addNew(tuple, added);
        addMoved(tuple, moved);
        addPayloads(tuple, changes);
        addKeys(tuple, added);
        addEvents(tuple, changes, firstSeq);
        return tuple;
    }

    private static void addNew(Tuple tuple, List<TaskChange> added) {
        tuple.addValue(texts(added, change -> change.task().id().value()));
        tuple.addValue(texts(added, change -> change.task().spec().team().value()));
        tuple.addValue(texts(added, change -> change.task().spec().message().getAppId()));
        tuple.addValue(texts(added, change -> change.task().spec().message().getAppVersionId()));
        tuple.addValue(texts(added, change -> change.task().spec().function()));
        tuple.addValue(shorts(added, change -> change.task().spec().kindNumber()));
        tuple.addValue(texts(added, change -> change.task().spec().message().getSetupHash()));
        tuple.addValue(shorts(added, change -> change.task().status().number()));
        tuple.addValue(ints(added, change -> change.task().attempt()));
        tuple.addValue(ints(added, change -> change.task().charged()));
        tuple.addValue(longs(added, TaskChange::version));
        addPlace(tuple, added);
        tuple.addValue(times(added, change -> change.task().createdAt()));
        tuple.addValue(times(added, change -> change.task().updatedAt()));
        tuple.addValue(bytes(
                added, change -> change.task().spec().messageWithoutPayloads().toByteString()));
        tuple.addValue(bytes(added, change -> StoredForm.transitions(change.task())));
    }

    private static void addMoved(Tuple tuple, List<TaskChange> moved) {
        tuple.addValue(texts(moved, change -> change.task().id().value()));
        tuple.addValue(shorts(moved, change -> before(change).status().number()));
        tuple.addValue(ints(moved, change -> before(change).attempt()));
        tuple.addValue(shorts(moved, change -> change.task().status().number()));
        tuple.addValue(ints(moved, change -> change.task().attempt()));
        tuple.addValue(ints(moved, change -> change.task().charged()));
        tuple.addValue(longs(moved, TaskChange::version));
        addPlace(tuple, moved);
        tuple.addValue(times(moved, change -> change.task().updatedAt()));
        tuple.addValue(bytes(moved, change -> StoredForm.transitions(change.task())));
    }

    private static void addPlace(Tuple tuple, List<TaskChange> changes) {
        tuple.addValue(texts(changes, change -> valueOf(change.task().engine())));
        tuple.addValue(texts(changes, change -> valueOf(change.task().worker())));
        tuple.addValue(texts(changes, change -> change.task().error()));
        tuple.addValue(texts(changes, change -> change.task().errorCode()));
    }

    private static void addPayloads(Tuple tuple, List<TaskChange> changes) {
        List<Payload> payloads = new ArrayList<>();
        for (TaskChange change : changes) {
            Task task = change.task();
            TaskSpec spec = task.spec();
            if (change.isNew()) {
                payloads.add(new Payload(task, INPUT, spec.input()));
                if (!spec.setup().isEmpty()) {
                    payloads.add(new Payload(task, SETUP, spec.setup()));
                }
            }
            ByteString output = task.output();
            if (task.status().isFinal() && output != null) {
                payloads.add(new Payload(task, OUTPUT, output));
            }
        }
        tuple.addValue(payloads.stream().map(p -> dayOf(p.task())).toArray(LocalDate[]::new));
        tuple.addValue(payloads.stream().map(p -> p.task().id().value()).toArray(String[]::new));
        tuple.addValue(payloads.stream().map(Payload::kind).toArray(Short[]::new));
        tuple.addValue(payloads.stream().map(p -> buffer(p.body())).toArray(Buffer[]::new));
    }

    private record Payload(Task task, short kind, ByteString body) {}

    private static void addKeys(Tuple tuple, List<TaskChange> added) {
        List<TaskChange> keyed =
                added.stream().filter(change -> change.key() != null).toList();
        tuple.addValue(texts(keyed, change -> change.task().spec().team().value()));
        tuple.addValue(texts(keyed, change -> key(change).key()));
        tuple.addValue(bytes(keyed, change -> key(change).digest()));
        tuple.addValue(texts(keyed, change -> change.task().id().value()));
        tuple.addValue(times(keyed, change -> change.task().createdAt()));
    }

    private static void addEvents(Tuple tuple, List<TaskChange> changes, long firstSeq) {
        Long[] seqs = new Long[changes.size()];
        for (int i = 0; i < seqs.length; i++) {
            seqs[i] = firstSeq + i;
        }
        tuple.addValue(changes.stream().map(change -> dayOf(change.task())).toArray(LocalDate[]::new));
        tuple.addValue(seqs);
        tuple.addValue(texts(changes, change -> change.task().id().value()));
        tuple.addValue(longs(changes, TaskChange::version));
        tuple.addValue(bytes(changes, TaskChange::event));
    }

    /** The day whose partitions hold what belongs to the task. */
    static LocalDate dayOf(Task task) {
        return LocalDate.ofInstant(task.createdAt(), ZoneOffset.UTC);
    }

    static Buffer buffer(ByteString bytes) {
        return Buffer.buffer(bytes.toByteArray());
    }

    private static TaskChange.Before before(TaskChange change) {
        TaskChange.Before before = change.before();
        if (before == null) {
            throw new IllegalStateException(
                    "a new row has nothing before it: " + change.task().id());
        }
        return before;
    }

    private static TaskChange.Key key(TaskChange change) {
        TaskChange.Key key = change.key();
        if (key == null) {
            throw new IllegalStateException("no key: " + change.task().id());
        }
        return key;
    }

    private static @Nullable String valueOf(@Nullable Id id) {
        return id == null ? null : id.value();
    }

    private interface TextOf {
        @Nullable
        String of(TaskChange change);
    }

    private interface IntOf {
        int of(TaskChange change);
    }

    private interface LongOf {
        long of(TaskChange change);
    }

    private interface TimeOf {
        Instant of(TaskChange change);
    }

    private interface BytesOf {
        ByteString of(TaskChange change);
    }

    private static @Nullable String[] texts(List<TaskChange> changes, TextOf column) {
        @Nullable String[] values = new String[changes.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.of(changes.get(i));
        }
        return values;
    }

    private static Short[] shorts(List<TaskChange> changes, IntOf column) {
        Short[] values = new Short[changes.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (short) column.of(changes.get(i));
        }
        return values;
    }

    private static Integer[] ints(List<TaskChange> changes, IntOf column) {
        Integer[] values = new Integer[changes.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.of(changes.get(i));
        }
        return values;
    }

    private static Long[] longs(List<TaskChange> changes, LongOf column) {
        Long[] values = new Long[changes.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.of(changes.get(i));
        }
        return values;
    }

    private static OffsetDateTime[] times(List<TaskChange> changes, TimeOf column) {
        OffsetDateTime[] values = new OffsetDateTime[changes.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.of(changes.get(i)).atOffset(ZoneOffset.UTC);
        }
        return values;
    }

    private static Buffer[] bytes(List<TaskChange> changes, BytesOf column) {
        Buffer[] values = new Buffer[changes.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = buffer(column.of(changes.get(i)));
        }
        return values;
    }
}
