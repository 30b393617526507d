package dev.hearth.worker.control;

import dev.hearth.proto.v1.TaskResult;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Results until the leader has said that they are committed or refused. Any thread. */
@Singleton
public class ResultKeeper {
    private final Map<Key, TaskResult> unsettled = new LinkedHashMap<>();

    private record Key(String taskId, int attempt) {}

    synchronized void keep(TaskResult result) {
        unsettled.put(new Key(result.getTaskId(), result.getAttempt()), result);
    }

    synchronized void settled(String taskId, int attempt) {
        unsettled.remove(new Key(taskId, attempt));
    }

    synchronized boolean isKept(String taskId, int attempt) {
        return unsettled.containsKey(new Key(taskId, attempt));
    }

    synchronized List<TaskResult> all() {
        return new ArrayList<>(unsettled.values());
    }

    public synchronized boolean isEmpty() {
        return unsettled.isEmpty();
    }
}
