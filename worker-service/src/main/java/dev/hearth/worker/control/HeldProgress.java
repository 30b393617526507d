package dev.hearth.worker.control;

import dev.hearth.proto.v1.EngineMessage;
import dev.hearth.worker.assignment.TaskOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Steps that are not told yet, because the result that follows within milliseconds tells them too: without them the leader
 * has one message less to take in for every short call. Not for several threads at once.
 */
final class HeldProgress {
    private final Map<Attempt, Held> held = new LinkedHashMap<>();

    private record Attempt(String taskId, int number) {
        private static Attempt of(TaskOrder order) {
            return new Attempt(order.taskId().value(), order.attempt());
        }
    }

    private record Held(EngineMessage message, long dueNanos) {}

    void hold(TaskOrder order, EngineMessage message, long dueNanos) {
        held.put(Attempt.of(order), new Held(message, dueNanos));
    }

    /** What is held of an attempt, and is not any more; null if nothing is. */
    @Nullable
    EngineMessage take(TaskOrder order) {
        Held taken = held.remove(Attempt.of(order));
        return taken == null ? null : taken.message;
    }

    /** What has been held for long enough, oldest first, and is not any more. */
    List<EngineMessage> takeDue(long nowNanos) {
        List<EngineMessage> due = new ArrayList<>();
        Iterator<Held> oldest = held.values().iterator();
        while (oldest.hasNext()) {
            Held next = oldest.next();
            if (nowNanos - next.dueNanos < 0) {
                break;
            }
            oldest.remove();
            due.add(next.message);
        }
        return due;
    }

    boolean isEmpty() {
        return held.isEmpty();
    }
}
