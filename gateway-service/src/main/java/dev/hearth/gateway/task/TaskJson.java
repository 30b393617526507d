package dev.hearth.gateway.task;

import dev.hearth.gateway.http.JsonBytes;
import dev.hearth.proto.v1.LogChunk;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.proto.v1.Transition;
import java.util.List;

/**
 * The full representation of a task (wire protocol 2.5), the only one there is. Written by hand, so that payloads are
 * spliced in as the bytes they are.
 */
public final class TaskJson {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int SHORT = 8;
    private static final int KEPT_OF_ID = 22;
    private static final int LOGS_FROM = 1 << 19;
    private static final int LOGS_PER_ATTEMPT = 1 << 14;

    private TaskJson() {}

    /** Appends the task as one JSON value. */
    public static void write(JsonBytes json, ShownTask shown) {
        Task task = shown.task();
        TaskSpec spec = task.getSpec();
        json.beginObject();
        identity(json, task, spec);
        json.name("status").number(Statuses.number(task.getStatus()));
        json.name("status_text").string(Statuses.text(task.getStatus()));
        app(json, spec);
        json.name("input").raw(shown.input());
        json.name("output").raw(shown.output());
        outcome(json, task);
        logs(json.name("logs"), spec.getTaskId(), shown.logs());
        events(json.name("events"), spec.getTaskId(), task.getTransitionsList());
        json.name("usage_events").beginArray().endArray();
        place(json, task);
        json.endObject();
    }

    /** As {@link #write}, alone. */
    public static byte[] bytesOf(ShownTask shown) {
        JsonBytes json = JsonBytes.plain();
        write(json, shown);
        return json.toByteArray();
    }

    private static void identity(JsonBytes json, Task task, TaskSpec spec) {
        String id = spec.getTaskId();
        json.name("id").string(id);
        json.name("short_id").string(id.length() <= SHORT ? id : id.substring(0, SHORT));
        json.name("created_at").string(Timestamps.text(task.getCreatedAt()));
        json.name("updated_at").string(Timestamps.text(task.getUpdatedAt()));
        json.name("user_id").string(spec.getUserId());
        json.name("team_id").string(spec.getTeamId());
        json.name("visibility").string("private");
    }

    private static void app(JsonBytes json, TaskSpec spec) {
        json.name("app_id").string(spec.getAppId());
        json.name("app_version_id").string(spec.getAppVersionId());
        json.name("function").string(spec.getFunction());
        if (spec.getAttributes().isEmpty()) {
            json.name("app_variant").string("default").name("infra").string("");
            json.name("workers").beginArray().endArray();
        } else {
            json.members(spec.getAttributes());
        }
        json.name("priority").number(spec.getPriority());
        if (!spec.getSetup().isEmpty()) {
            json.name("setup").raw(spec.getSetup());
        }
        if (spec.getMaxAttempts() > 0) {
            json.name("max_attempts").number(spec.getMaxAttempts());
        }
        if (spec.getMaxRunSeconds() > 0) {
            json.name("max_run_seconds").number(spec.getMaxRunSeconds());
        }
        if (spec.hasRunAt()) {
            json.name("run_at").string(Timestamps.text(spec.getRunAt()));
        }
        if (spec.hasSession()) {
            json.name("session_id").string(spec.getSession().getSessionId());
            json.name("session_timeout").number(spec.getSession().getIdleTimeoutSeconds());
        }
    }

    private static void outcome(JsonBytes json, Task task) {
        if (!task.getError().isEmpty()) {
            json.name("error").string(task.getError());
        }
        if (!task.getErrorCode().isEmpty()) {
            json.name("error_code").string(task.getErrorCode());
        }
        json.name("attempt").number(task.getAttempt());
        json.name("version").number(task.getVersion());
        if (task.hasWaitReason()) {
            json.name("wait_reason").beginObject();
            json.name("code").string(task.getWaitReason().getCode());
            json.name("text").string(task.getWaitReason().getText());
            json.endObject();
        }
    }

    private static void place(JsonBytes json, Task task) {
        json.name("rating").string("unrated");
        json.name("is_featured").bool(false);
        json.name("user_public_key").string("");
        json.name("engine_public_key").string("");
        if (!task.getEngineId().isEmpty()) {
            json.name("engine_id").string(task.getEngineId());
        }
        if (!task.getWorkerId().isEmpty()) {
            json.name("worker_id").string(task.getWorkerId());
        }
    }

    static void logs(JsonBytes json, String taskId, List<LogChunk> logs) {
        json.beginArray();
        for (LogChunk chunk : logs) {
            String at = Timestamps.text(chunk.getAt());
            int number = chunk.getAttempt() * LOGS_PER_ATTEMPT + (int) chunk.getSequence();
            json.beginObject();
            json.name("id").string(partId(taskId, LOGS_FROM + number));
            json.name("created_at").string(at);
            json.name("updated_at").string(at);
            json.name("task_id").string(taskId);
            json.name("log_type").number(chunk.getTypeValue());
            json.name("content").string(chunk.getContent());
            json.endObject();
        }
        json.endArray();
    }

    static void events(JsonBytes json, String taskId, List<Transition> transitions) {
        json.beginArray();
        int index = 0;
        for (Transition transition : transitions) {
            String at = Timestamps.text(transition.getAt());
            json.beginObject();
            json.name("id").string(partId(taskId, index++));
            json.name("created_at").string(at);
            json.name("event_time").string(at);
            json.name("task_id").string(taskId);
            json.name("status").number(Statuses.number(transition.getStatus()));
            json.endObject();
        }
        json.endArray();
    }

    /** Ids of parts need no storage: the task's own, its last four characters replaced by the part's number. */
    private static String partId(String taskId, int number) {
        StringBuilder id = new StringBuilder(26).append(taskId, 0, Math.min(KEPT_OF_ID, taskId.length()));
        for (int shift = 15; shift >= 0; shift -= 5) {
            id.append(ALPHABET.charAt(number >> shift & 31));
        }
        return id.toString();
    }
}
