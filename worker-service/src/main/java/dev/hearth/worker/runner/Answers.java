package dev.hearth.worker.runner;

import dev.hearth.worker.jail.JailedProcess;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What a process has asked for and is being done: so much at a time, then it is not heard until some of it is. */
final class Answers {
    private static final int AT_ONCE = 64;
    private static final long LOOK_MILLIS = 100;

    private final JailedProcess process;
    private final Semaphore free = new Semaphore(AT_ONCE);

    Answers(JailedProcess process) {
        this.process = process;
    }

    /** Does it on a thread of its own; waits for its turn unless the process ends. */
    void begin(Runnable work) {
        try {
            while (!free.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                if (process.end().isDone()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        Thread.ofVirtual().start(() -> {
            try {
                work.run();
            } finally {
                free.release();
            }
        });
    }
}
