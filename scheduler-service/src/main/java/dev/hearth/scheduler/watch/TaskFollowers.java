package dev.hearth.scheduler.watch;

import com.google.protobuf.ByteString;
import dev.hearth.ids.TaskId;
import dev.hearth.scheduler.task.LogLine;
import dev.hearth.scheduler.task.Task;
import dev.hearth.scheduler.task.TaskView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** All followers of all live tasks. Owned by the leader's thread. */
public final class TaskFollowers {
    private final Map<TaskId, List<TaskFollower>> byTask = new HashMap<>();

    /** Tells this follower of everything that happens to the task from now on. */
    public void add(TaskId id, TaskFollower follower) {
        byTask.computeIfAbsent(id, ignored -> new ArrayList<>(1)).add(follower);
    }

    public void status(Task task, long version) {
        tell(task.id(), follower -> follower.onStatus(task, version));
    }

    public void partialOutput(Task task, ByteString output, long sequence) {
        tell(task.id(), follower -> follower.onPartialOutput(task, output, sequence));
    }

    public void log(TaskId id, LogLine line) {
        tell(id, follower -> follower.onLog(line));
    }

    /** Tells the end, and forgets those who waited for it. */
    public void ended(TaskView view) {
        List<TaskFollower> followers = byTask.remove(view.task().id());
        if (followers != null) {
            followers.forEach(follower -> follower.onFinal(view));
        }
    }

    /** Tells one task's followers that no more will be told here. */
    public void drop(TaskId id, Throwable reason) {
        List<TaskFollower> followers = byTask.remove(id);
        if (followers != null) {
            followers.forEach(follower -> follower.onDropped(reason));
        }
    }

    /** Tells everybody that no more will be told here. */
    public void dropAll(Throwable reason) {
        List.copyOf(byTask.keySet()).forEach(id -> drop(id, reason));
    }

    /** Forgets followers that nobody listens to any more, also those of tasks to which nothing happens. */
    public void sweep() {
        byTask.values().removeIf(followers -> {
            followers.removeIf(TaskFollower::isGone);
            return followers.isEmpty();
        });
    }

    private void tell(TaskId id, Consumer<TaskFollower> news) {
        List<TaskFollower> followers = byTask.get(id);
        if (followers == null) {
            return;
        }
        followers.removeIf(TaskFollower::isGone);
        if (followers.isEmpty()) {
            byTask.remove(id);
        } else {
            followers.forEach(news);
        }
    }
}
