package dev.hearth.gateway.task;

import com.google.protobuf.Timestamp;
import dev.hearth.gateway.http.JsonBytes;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskStatus;
import dev.hearth.proto.v1.Transition;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where a task's time went: its transitions, and stretches of them under one label (wire protocol 2.6). */
final class TaskTimings {
    private TaskTimings() {}

    static byte[] bytesOf(Task task) {
        List<Transition> transitions = task.getTransitionsList();
        long total = millisBetween(task.getCreatedAt(), task.getUpdatedAt());
        JsonBytes json = JsonBytes.plain();
        json.beginObject();
        json.name("task_id").string(task.getSpec().getTaskId());
        json.name("status").number(Statuses.number(task.getStatus()));
        json.name("total_duration").string(text(total));
        json.name("total_duration_ms").number(total);
        groups(json.name("groups"), transitions);
        events(json.name("events"), transitions);
        json.endObject();
        return json.toByteArray();
    }

    private static void groups(JsonBytes json, List<Transition> transitions) {
        json.beginArray();
        int from = 0;
        while (from < transitions.size()) {
            String label = labelOf(transitions.get(from).getStatus());
            int to = from + 1;
            while (to < transitions.size()
                    && label.equals(labelOf(transitions.get(to).getStatus()))) {
                to++;
            }
            if (!label.isEmpty()) {
                group(json, label, transitions.get(from).getAt(), to < transitions.size() ? transitions.get(to) : null);
            }
            from = to;
        }
        json.endArray();
    }

    private static void group(JsonBytes json, String label, Timestamp start, @Nullable Transition end) {
        json.beginObject();
        json.name("label").string(label);
        json.name("start_at").string(Timestamps.text(start));
        if (end != null) {
            json.name("end_at").string(Timestamps.text(end.getAt()));
        }
        long millis = end == null ? 0 : millisBetween(start, end.getAt());
        json.name("duration").string(text(millis));
        json.name("duration_ms").number(millis);
        json.endObject();
    }

    private static void events(JsonBytes json, List<Transition> transitions) {
        json.beginArray();
        for (int i = 0; i < transitions.size(); i++) {
            Transition transition = transitions.get(i);
            json.beginObject();
            json.name("status").string(Statuses.text(transition.getStatus()));
            json.name("timestamp").string(Timestamps.text(transition.getAt()));
            if (i + 1 < transitions.size()) {
                Transition next = transitions.get(i + 1);
                long millis = millisBetween(transition.getAt(), next.getAt());
                json.name("duration").string(text(millis));
                json.name("duration_ms").number(millis);
                json.name("next_status").string(Statuses.text(next.getStatus()));
            }
            json.endObject();
        }
        json.endArray();
    }

    /** Empty for what takes no time. */
    private static String labelOf(TaskStatus status) {
        return switch (status) {
            case TASK_STATUS_RECEIVED, TASK_STATUS_QUEUED -> "queue";
            case TASK_STATUS_DISPATCHED, TASK_STATUS_PREPARING, TASK_STATUS_SERVING, TASK_STATUS_SETTING_UP -> "start";
            case TASK_STATUS_RUNNING -> "run";
            case TASK_STATUS_UPLOADING -> "upload";
            case TASK_STATUS_CANCELLING -> "cancel";
            case TASK_STATUS_COMPLETED,
                    TASK_STATUS_FAILED,
                    TASK_STATUS_CANCELLED,
                    TASK_STATUS_UNSPECIFIED,
                    UNRECOGNIZED -> "";
        };
    }

    private static long millisBetween(Timestamp from, Timestamp to) {
        return Math.max(0, Timestamps.millis(to) - Timestamps.millis(from));
    }

    private static String text(long millis) {
        return millis < 1000 ? millis + "ms" : String.format(Locale.ROOT, "%.1fs", millis / 1000.0);
    }
}
