package dev.hearth.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.hearth.agent.access.Caller;
import dev.hearth.agent.calls.AppCall;
import dev.hearth.agent.calls.AppCalls;
import dev.hearth.agent.calls.CallTarget;
import dev.hearth.agent.calls.CalledTask;
import dev.hearth.agent.calls.TaskListener;
import dev.hearth.agent.calls.TaskRun;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.UserId;
import dev.hearth.testing.Await;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tasks that do not end in time, with every answer that asking them to stop may get. */
class FollowedTaskTest {
    private static final Caller CALLER = new Caller(Uses.TEAM, new UserId("user"));
    private static final TaskId TASK = new TaskId("task");
    private static final Duration LIMIT = Duration.ofMillis(50);

    private final AtomicInteger cancels = new AtomicInteger();
    private final List<Boolean> forces = new CopyOnWriteArrayList<>();
    private final CompletableFuture<CalledTask> ends = new CompletableFuture<>();
    private final Deque<Uni<CalledTask>> answers = new ArrayDeque<>();
    private volatile boolean leftAlive;

    @Test
    void aTaskThatIsStoppingIsFollowedToItsEnd() {
        answers.add(Uni.createFrom().emitter(stopping -> {
            stopping.complete(task(CalledTask.Status.LIVE)); // returns when that was acted upon
            ends.complete(task(CalledTask.Status.CANCELLED));
        }));

        assertThat(end()).isEqualTo(new FollowedTask.End.TooLate(LIMIT));
        assertThat(leftAlive).isFalse();
        assertThat(forces).containsExactly(false);
    }

    @Test
    void aTaskThatCompletesWhileItIsStoppingCounts() {
        CalledTask completed = task(CalledTask.Status.COMPLETED);
        answers.add(Uni.createFrom().item(task(CalledTask.Status.LIVE)).invoke(() -> ends.complete(completed)));

        assertThat(end()).isEqualTo(new FollowedTask.End.Ended(completed));
    }

    @Test
    void aTaskThatDoesNotStopIsKilled() {
        answers.add(Uni.createFrom().item(task(CalledTask.Status.LIVE)));
        answers.add(Uni.createFrom()
                .item(task(CalledTask.Status.LIVE))
                .invoke(() -> ends.complete(task(CalledTask.Status.CANCELLED))));

        assertThat(end()).isEqualTo(new FollowedTask.End.TooLate(LIMIT));
        assertThat(forces).containsExactly(false, true);
    }

    /** It may act on, so that nobody may begin it once more and believe that it is the only one. */
    @Test
    void aTaskThatNothingStopsIsLost() {
        answers.add(Uni.createFrom().item(task(CalledTask.Status.LIVE)));
        answers.add(Uni.createFrom().item(task(CalledTask.Status.LIVE)));

        assertThat(end()).isEqualTo(new FollowedTask.End.Lost(LIMIT));
    }

    @Test
    void aTaskThatWasFasterThanItsCancellationCounts() {
        CalledTask completed = task(CalledTask.Status.COMPLETED);
        answers.add(Uni.createFrom().item(completed));

        assertThat(end()).isEqualTo(new FollowedTask.End.Ended(completed));
    }

    @Test
    void aTaskThatWasNeverThereDidNothing() {
        answers.addAll(List.of(notFound(), Uni.createFrom().item(task(CalledTask.Status.CANCELLED))));

        assertThat(end()).isEqualTo(new FollowedTask.End.TooLate(LIMIT));
    }

    @Test
    void aTaskThatNobodyAnswersForIsLost() {
        answers.addAll(List.of(Uni.createFrom().nothing(), Uni.createFrom().nothing()));

        assertThat(end()).isEqualTo(new FollowedTask.End.Lost(LIMIT));
    }

    @Test
    void aTaskWhoseSubmissionArrivesAfterItsCancellationIsCancelledAllTheSame() {
        answers.addAll(
                List.of(notFound(), notFound(), Uni.createFrom().item(task(CalledTask.Status.CANCELLED)), notFound()));

        followed().cancel();

        Await.until("the task is asked to stop until it is there", () -> cancels.get() == 3);
    }

    private FollowedTask followed() {
        return new FollowedTask(new Calls(), CALLER, TASK, LIMIT, Duration.ofMillis(100));
    }

    private FollowedTask.End end() {
        AppCall call =
                new AppCall(CALLER, TASK, "test/app", null, ByteString.EMPTY, null, null, 1, 1, null, null, null);
        return followed().run(call).await().atMost(Duration.ofSeconds(20));
    }

    private static CalledTask task(CalledTask.Status status) {
        return new CalledTask(TASK, status, null, null, null, null);
    }

    private static Uni<CalledTask> notFound() {
        return Uni.createFrom().failure(new ServiceException(ErrorCode.NOT_FOUND, "task not found"));
    }

    /** A gateway whose task ends when the test says so. */
    private final class Calls implements AppCalls {
        @Override
        public Uni<CalledTask> cancel(Caller caller, TaskId task, boolean force) {
            return Uni.createFrom().deferred(() -> {
                cancels.incrementAndGet();
                forces.add(force);
                return answers.remove();
            });
        }

        @Override
        public TaskRun submitAndWatch(AppCall call, TaskListener listener) {
            return new TaskRun() {
                @Override
                public Uni<CalledTask> end() {
                    return Uni.createFrom().completionStage(ends);
                }

                @Override
                public void close() {
                    leftAlive = leftAlive || !ends.isDone();
                }
            };
        }

        @Override
        public TaskRun watch(Caller caller, TaskId task, TaskListener listener) {
            throw new AssertionError("not asked for");
        }

        @Override
        public Uni<CallTarget> describe(Caller caller, String app, @Nullable String function) {
            throw new AssertionError("not asked for");
        }

        @Override
        public Uni<CalledTask> getTask(Caller caller, TaskId task) {
            throw new AssertionError("not asked for");
        }
    }
}
