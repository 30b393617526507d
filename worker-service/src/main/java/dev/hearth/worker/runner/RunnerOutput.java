package dev.hearth.worker.runner;

import dev.hearth.worker.output.LineSplitter;
import dev.hearth.worker.secret.Mask;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Reads what a process writes, on a thread of its own, and keeps the last lines to quote when it crashes. */
final class RunnerOutput {
    private static final Logger LOG = Logger.getLogger(RunnerOutput.class);
    private static final int KEPT_LINES = 20;
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final long PAUSE_NANOS = 50_000;

    private final FileInputStream stream;
    private final Mask mask;
    private final Consumer<String> listener;
    private final Thread thread;
    private final Deque<String> last = new ArrayDeque<>();
    /** Guarded by itself, with what is handed on: lines keep their order. */
    private final LineSplitter splitter = new LineSplitter();

    private volatile boolean handling;
    private volatile boolean ended;

    RunnerOutput(String name, FileInputStream stream, Mask mask, Consumer<String> listener) {
        this.stream = stream;
        this.mask = mask;
        this.listener = listener;
        this.thread = Thread.ofPlatform().daemon().name("output-" + name).start(this::read);
    }

    /**
     * Waits until what was written before now has been handed on, but never long; a line without its end is handed on as well,
     * since it belongs to the call that wrote it.
     */
    void settle(long limitNanos) {
        long end = System.nanoTime() + limitNanos;
        while (!ended && (handling || isAnythingLeft()) && end - System.nanoTime() > 0) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        synchronized (splitter) {
            handOn(splitter.rest());
        }
    }

    /** Waits for the end of the output, but never long: a child that left the process may hold it open. */
    void join(long limitMillis) throws InterruptedException {
        thread.join(limitMillis);
    }

    List<String> lastLines() {
        synchronized (last) {
            return List.copyOf(last);
        }
    }

    private boolean isAnythingLeft() {
        try {
            return stream.available() > 0;
        } catch (IOException e) {
            return false; // closed: nothing will come
        }
    }

    private void read() {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (stream) {
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                handling = true;
                synchronized (splitter) {
                    handOn(splitter.split(buffer, count));
                }
                handling = false;
            }
            synchronized (splitter) {
                handOn(splitter.rest());
            }
        } catch (IOException e) {
            LOG.debugf(e, "output ended");
        } finally {
            ended = true;
            handling = false;
        }
    }

    private void handOn(String written) {
        if (written.isEmpty()) {
            return;
        }
        String lines = mask.hide(written);
        synchronized (last) {
            lines.lines().forEach(last::addLast);
            while (last.size() > KEPT_LINES) {
                last.removeFirst();
            }
        }
        listener.accept(lines);
    }
}
