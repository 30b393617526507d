package dev.hearth.worker.runner;

import dev.hearth.worker.jail.JailedProcess;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Ends a process that does not read what it is told: whoever writes to it waits, others wait behind, up to the whole engine.
 */
final class ReadWatch {
    private static final Logger LOG = Logger.getLogger(ReadWatch.class);
    private static final long LOOK_MILLIS = 1000;

    private final JailedProcess process;
    private final FrameWriter writer;
    private volatile boolean hasEndedIt;

    ReadWatch(JailedProcess process, FrameWriter writer) {
        this.process = process;
        this.writer = writer;
    }

    /** Watches for as long as the process lives, on a thread of its own. */
    void start(String id, Runnable kill) {
        Thread.ofVirtual().name("runner-reads-" + id).start(() -> {
            while (!hasEndedWithin(LOOK_MILLIS)) {
                if (writer.isStalled(System.nanoTime())) {
                    LOG.warnf("runner does not read what it is told and is ended: %s", id);
                    hasEndedIt = true;
                    kill.run();
                    return;
                }
            }
        });
    }

    boolean hasEndedIt() {
        return hasEndedIt;
    }

    private boolean hasEndedWithin(long millis) {
        try {
            process.end().get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("waiting for a process cannot fail", e);
        }
    }
}
