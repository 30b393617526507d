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

/** The one statement that changes task rows ({@link BatchSql}), with the parameters for one batch. */
final class BatchStatement {
    static final short INPUT = 1;
    static final short SETUP = 2;
    static final short OUTPUT = 3;

    private final String sql;
    private final Tuple parameters;

    private BatchStatement(String sql, Tuple parameters) {
        this.sql = sql;
        this.parameters = parameters;
    }

    /** The statement for these changes, whose events are counted from {@code firstSeq} in their order. */
    static BatchStatement of(String pool, long epoch, List<TaskChange> changes, long firstSeq) {
        List<TaskChange> added = new ArrayList<>();
        List<TaskChange> moved = new ArrayList<>();
        for (TaskChange change : changes) {
            (change.isNew() ? added : moved).add(change);
        }
        List<TaskChange> keyed =
                added.stream().filter(change -> change.key() != null).toList();
        List<Payload> payloads = payloadsOf(changes);
        SessionPart sessions = SessionPart.of(changes);
        Tuple tuple = Tuple.tuple(new ArrayList<>(48));
        tuple.addValue(pool).addValue(epoch);
        BatchSql.Parts parts = new BatchSql.Parts(
                !added.isEmpty(),
                !moved.isEmpty(),
                !payloads.isEmpty(),
                !keyed.isEmpty(),
                sessions.opens(),
                sessions.uses());
        if (parts.adds()) {
            addNew(tuple, added);
        }
        if (parts.moves()) {
            addMoved(tuple, moved);
        }
        if (parts.payloads()) {
            addPayloads(tuple, payloads);
        }
        if (parts.keys()) {
            addKeys(tuple, keyed);
        }
        sessions.addTo(tuple);
        addEvents(tuple, changes, firstSeq);
        return new BatchStatement(BatchSql.of(parts), tuple);
    }

    String sql() {
        return sql;
    }

    Tuple parameters() {
        return parameters;
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

    private static List<Payload> payloadsOf(List<TaskChange> changes) {
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
        return payloads;
    }

    private static void addPayloads(Tuple tuple, List<Payload> payloads) {
        tuple.addValue(payloads.stream().map(p -> dayOf(p.task())).toArray(LocalDate[]::new));
        tuple.addValue(payloads.stream().map(p -> p.task().id().value()).toArray(String[]::new));
        tuple.addValue(payloads.stream().map(Payload::kind).toArray(Short[]::new));
        tuple.addValue(payloads.stream().map(p -> buffer(p.body())).toArray(Buffer[]::new));
    }

    private record Payload(Task task, short kind, ByteString body) {}

    private static void addKeys(Tuple tuple, List<TaskChange> keyed) {
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
