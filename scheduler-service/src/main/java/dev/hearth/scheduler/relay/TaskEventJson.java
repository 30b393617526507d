package dev.hearth.scheduler.relay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import dev.hearth.scheduler.task.Task;
import dev.hearth.scheduler.task.Transition;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/**
 * Events as consumers get them: CloudEvents 1.0 in structured JSON mode ({@code docs/events.md}). Never inputs, outputs
 * or logs.
 */
public final class TaskEventJson {
    private static final String CHANGED = "dev.hearth.task.changed";
    private static final String DELETED = "dev.hearth.task.deleted";

    private final JsonFormat format = new JsonFormat();
    private final JsonFactory json = new JsonFactory();
    private final URI source;

    public TaskEventJson(String pool) {
        this.source = URI.create("/hearth/scheduler/" + pool);
    }

    /** A committed change: the statuses passed since the one before it. */
    public ByteString changed(Task task, long version, List<Transition> passed) {
        return event(CHANGED, task, version, task.updatedAt(), passed);
    }

    /** The task's rows are gone. */
    public ByteString deleted(Task task, long version, Instant at) {
        return event(DELETED, task, version, at, List.of());
    }

    private ByteString event(String type, Task task, long version, Instant at, List<Transition> passed) {
        CloudEvent event = CloudEventBuilder.v1()
                .withId(task.id() + "/" + version)
                .withSource(source)
                .withType(type)
                .withSubject(task.id().value())
                .withTime(at.atOffset(ZoneOffset.UTC))
                .withDataContentType("application/json")
                .withData(data(task, version, passed))
                .build();
        return ByteString.copyFrom(format.serialize(event));
    }

    private byte[] data(Task task, long version, List<Transition> passed) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator data = json.createGenerator(out)) {
            data.writeStartObject();
            data.writeStringField("task_id", task.id().value());
            data.writeStringField("team_id", task.spec().team().value());
            data.writeStringField("app_version_id", task.spec().message().getAppVersionId());
            data.writeStringField("function", task.spec().function());
            if (task.spec().session().isPresent()) {
                data.writeStringField("session_id", task.spec().session().get().value());
            }
            data.writeNumberField("attempt", task.attempt());
            data.writeNumberField("version", version);
            data.writeStringField("status", name(task.status().name()));
            if (!task.errorCode().isEmpty()) {
                data.writeStringField("error_code", task.errorCode());
            }
            data.writeArrayFieldStart("transitions");
            for (Transition transition : passed) {
                data.writeStartObject();
                data.writeStringField("status", name(transition.status().name()));
                data.writeStringField("at", transition.at().toString());
                data.writeEndObject();
            }
            data.writeEndArray();
            data.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return out.toByteArray();
    }

    private static String name(String status) {
        return status.toLowerCase(Locale.ROOT);
    }
}
