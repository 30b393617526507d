package dev.hearth.scheduler.storage;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.hearth.ids.EngineId;
import dev.hearth.ids.WorkerId;
import dev.hearth.scheduler.task.Task;
import dev.hearth.scheduler.task.TaskSpec;
import dev.hearth.scheduler.task.TaskStatus;
import dev.hearth.scheduler.task.Transition;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Between a task and its rows. */
final class StoredForm {
    /** Columns of {@code task t} and its payloads, as {@link #read} expects them. */
    static final String COLUMNS = """
            t.spec, t.status, t.attempt, t.charged, t.version, t.engine_id, t.worker_id, t.error, t.error_code,
            t.created_at, t.updated_at, t.transitions,
            (select p.body from task_payload p where p.task_id = t.id and p.kind = 1
                and p.day = (t.created_at at time zone 'UTC')::date) as input,
            (select p.body from task_payload p where p.task_id = t.id and p.kind = 2
                and p.day = (t.created_at at time zone 'UTC')::date) as setup,
            (select p.body from task_payload p where p.task_id = t.id and p.kind = 3
                and p.day = (t.created_at at time zone 'UTC')::date) as output
            """;

    private StoredForm() {}

    static ByteString transitions(Task task) {
        dev.hearth.proto.v1.Task.Builder message = dev.hearth.proto.v1.Task.newBuilder();
        for (Transition transition : task.transitions()) {
            message.addTransitionsBuilder()
                    .setStatusValue(transition.status().number())
                    .setAttempt(transition.attempt())
                    .setAt(timestamp(transition.at()));
        }
        return message.build().toByteString();
    }

    private static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }

    static StoredTask read(Row row) {
        TaskEntity entity = new TaskEntity();
        entity.id = "";
        entity.spec = row.getBuffer("spec").getBytes();
        entity.status = row.getShort("status");
        entity.attempt = row.getInteger("attempt");
        entity.charged = row.getInteger("charged");
        entity.version = row.getLong("version");
        entity.engineId = row.getString("engine_id");
        entity.workerId = row.getString("worker_id");
        entity.error = row.getString("error");
        entity.errorCode = row.getString("error_code");
        entity.createdAt = row.getOffsetDateTime("created_at");
        entity.updatedAt = row.getOffsetDateTime("updated_at");
        entity.transitions = row.getBuffer("transitions").getBytes();
        List<PayloadEntity> payloads = new ArrayList<>(3);
        addPayload(payloads, BatchStatement.INPUT, row.getBuffer("input"));
        addPayload(payloads, BatchStatement.SETUP, row.getBuffer("setup"));
        addPayload(payloads, BatchStatement.OUTPUT, row.getBuffer("output"));
        return read(entity, payloads);
    }

    static StoredTask read(TaskEntity row, List<PayloadEntity> payloads) {
        try {
            dev.hearth.proto.v1.TaskSpec.Builder spec = dev.hearth.proto.v1.TaskSpec.parseFrom(row.spec).toBuilder();
            ByteString output = null;
            for (PayloadEntity payload : payloads) {
                ByteString body = ByteString.copyFrom(payload.body);
                switch (payload.kind) {
                    case BatchStatement.INPUT -> spec.setInput(body);
                    case BatchStatement.SETUP -> spec.setSetup(body);
                    case BatchStatement.OUTPUT -> output = body;
                    default -> throw new IllegalStateException("unknown kind of payload: " + payload.kind);
                }
            }
            Task task = new Task(
                    new TaskSpec(spec.build()),
                    TaskStatus.of(row.status),
                    row.attempt,
                    row.charged,
                    false,
                    row.createdAt.toInstant(),
                    row.updatedAt.toInstant(),
                    output,
                    row.error,
                    row.errorCode,
                    row.engineId == null ? null : new EngineId(row.engineId),
                    row.workerId == null ? null : new WorkerId(row.workerId),
                    transitionsOf(row.transitions));
            return new StoredTask(task, row.version);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a task row cannot be read", e);
        }
    }

    private static void addPayload(List<PayloadEntity> payloads, short kind, @Nullable Buffer body) {
        if (body != null) {
            PayloadEntity payload = new PayloadEntity();
            payload.kind = kind;
            payload.body = body.getBytes();
            payloads.add(payload);
        }
    }

    private static List<Transition> transitionsOf(byte[] stored) throws InvalidProtocolBufferException {
        return dev.hearth.proto.v1.Task.parseFrom(stored).getTransitionsList().stream()
                .map(message -> new Transition(
                        TaskStatus.of(message.getStatusValue()),
                        Instant.ofEpochSecond(
                                message.getAt().getSeconds(), message.getAt().getNanos()),
                        message.getAttempt()))
                .toList();
    }
}
