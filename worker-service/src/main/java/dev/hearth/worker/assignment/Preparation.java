package dev.hearth.worker.assignment;

import com.google.protobuf.ByteString;
import dev.hearth.worker.runner.Runner;
import java.time.Duration;
import org.jboss.logging.Logger;

/** What a worker needs time for before a call, or instead of one: each on a thread of its own, which a cancel interrupts. */
final class Preparation {
    private static final Logger LOG = Logger.getLogger(Preparation.class);

    private final Worker worker;
    private final Work work;

    Preparation(Worker worker, Work work) {
        this.worker = worker;
        this.work = work;
    }

    private interface Steps {
        void run() throws TaskFailedException, InterruptedException;
    }

    /** Starts a runner and calls it. */
    void startCold(Attempt attempt) {
        begin(attempt, () -> {
            long start = System.nanoTime();
            RunnerLink link = new RunnerLink(worker, attempt);
            Runner runner = work.coldStart().warmUp(worker, attempt, link);
            link.release();
            worker.becameWarm(attempt, runner, link, Duration.ofNanos(System.nanoTime() - start));
        });
    }

    /** Builds a version, which is all there is to its task. */
    void build(Attempt attempt) {
        begin(attempt, () -> {
            worker.reach(attempt, HeldStatus.PREPARING);
            long start = System.nanoTime();
            ByteString output = work.builder()
                    .build(attempt.order(), attempt.outlet(), () -> worker.reach(attempt, HeldStatus.RUNNING));
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            worker.release(attempt, new TaskOutcome.Completed(output, time));
        });
    }

    private void begin(Attempt attempt, Steps steps) {
        Thread thread = Thread.ofVirtual()
                .name("task-" + attempt.order().taskId().value())
                .unstarted(() -> {
                    try {
                        steps.run();
                    } catch (TaskFailedException e) {
                        worker.release(attempt, e.outcome());
                    } catch (InterruptedException e) {
                        worker.release(attempt, new TaskOutcome.Cancelled(ByteString.EMPTY));
                    } catch (RuntimeException e) {
                        LOG.errorf(
                                e,
                                "a task could not be prepared: taskId=%s",
                                attempt.order().taskId());
                        worker.release(attempt, TaskFailedException.broken().outcome());
                    }
                });
        attempt.become(new AttemptState.Preparing(thread));
        thread.start();
    }
}
