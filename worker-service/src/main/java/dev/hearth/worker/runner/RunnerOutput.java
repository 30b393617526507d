package dev.hearth.worker.runner;

import dev.hearth.worker.output.LineSplitter;
import dev.hearth.worker.secret.Mask;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Reads what a process writes, on a thread of its own, and keeps the last lines to quote when it crashes. */
final class RunnerOutput {
    private static final Logger LOG = Logger.getLogger(RunnerOutput.class);
    private static final int KEPT_LINES = 20;
    private static final int BUFFER_BYTES = 16 * 1024;

    private final FileInputStream stream;
    private final Marker marker;
    private final Mask mask;
    private final Consumer<String> listener;
    private final Thread thread;
    private final Deque<String> last = new ArrayDeque<>();
    private final LineSplitter splitter;
    private final OutputMark mark = new OutputMark();
    private final AtomicLong marksWritten = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition isFurther = lock.newCondition();
    /** Guarded by the lock, as is {@link #ended}. */
    private long marksRead;

    private boolean ended;

    /** Writes behind what the process has written; fails when the process has ended. */
    interface Marker {
        void write(byte[] bytes) throws IOException;
    }

    RunnerOutput(String name, FileInputStream stream, Marker marker, Mask mask, Consumer<String> listener) {
        this.stream = stream;
        this.marker = marker;
        this.mask = mask;
        this.splitter = new LineSplitter(mask::begunAtEnd);
        this.listener = listener;
        this.thread = Thread.ofPlatform().daemon().name("output-" + name).start(this::read);
    }

    /**
     * Waits until what was written before now has been handed on, but never long; a line without its end is handed on as well,
     * since it belongs to the call that wrote it.
     */
    void settle(long limitNanos) {
        long wanted = marksWritten.incrementAndGet();
        try {
            marker.write(mark.bytes());
        } catch (IOException e) {
            LOG.debugf(e, "the process has ended, and with it its output");
        }
        lock.lock();
        try {
            long left = limitNanos;
            while (!ended && marksRead < wanted && left > 0) {
                left = isFurther.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
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

    private void read() {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (stream) {
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                mark.read(buffer, count, new Lines());
            }
            handOn(splitter.rest());
        } catch (IOException e) {
            LOG.debugf(e, "output ended");
        } finally {
            further(() -> ended = true);
        }
    }

    private final class Lines implements OutputMark.Found {
        @Override
        public void text(byte[] bytes, int count) {
            handOn(splitter.split(bytes, count));
        }

        @Override
        public void mark() {
            handOn(splitter.rest());
            further(() -> marksRead++);
        }
    }

    private void further(Runnable step) {
        lock.lock();
        try {
            step.run();
            isFurther.signalAll();
        } finally {
            lock.unlock();
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
