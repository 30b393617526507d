package dev.hearth.worker.jail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.testing.Await;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Without a control group: what is counted here must agree with what the kernel's own limit counts. */
class LimitWatchTest {
    private static final String CHILD_WITH_NINE_MORE_THREADS = """
            import threading, time
            for _ in range(9):
                threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
            time.sleep(60)
            """;

    private Process process;

    @BeforeEach
    void start() throws IOException {
        // The shell waits for the child, so that the tree has a root that is not counted.
        process = new ProcessBuilder(List.of("sh", "-c", "python3 -c \"$1\"; true", "sh", CHILD_WITH_NINE_MORE_THREADS))
                .inheritIO()
                .start();
        Await.until("ten threads", () -> ProcessTree.tasksStarted(process.toHandle()) == 10);
    }

    @AfterEach
    void stop() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Test
    void countsThreadsAsProcesses() {
        LimitWatch watch = new LimitWatch(process.toHandle(), new ProcessLimits(0, 10), null);

        Await.until("the limit to be seen", () -> watch.look() == Excess.PROCESSES);
    }

    @Test
    void seesTheLimitAlsoForThoseWhoAskTimeAndAgain() {
        LimitWatch watch = new LimitWatch(process.toHandle(), new ProcessLimits(0, 10), null);

        Await.until("the limit to be seen", () -> watch.lookNowAndThen() == Excess.PROCESSES);
    }

    @Test
    void seesNothingBelowTheLimit() {
        LimitWatch watch = new LimitWatch(process.toHandle(), new ProcessLimits(0, 11), null);

        assertThat(watch.look()).isEqualTo(Excess.NONE);
    }
}
