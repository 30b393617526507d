package dev.hearth.worker.runner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Writes frames, one at a time, each with as few system calls as it takes. Any thread; it waits while the other side does not read. */
final class FrameWriter {
    private static final int SMALL_BYTES = 64 * 1024;
    private static final long SMALL_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long LARGE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final GatheringByteChannel channel;
    private final ReentrantLock lock = new ReentrantLock();
    /** Until when the frame on its way ought to be read; zero: none is on its way. */
    private volatile long dueNanos;

    FrameWriter(GatheringByteChannel channel) {
        this.channel = channel;
    }

    void write(byte[] header, ByteBuffer payload) throws IOException {
        int size = Frame.PREFIX_BYTES + header.length + payload.remaining();
        ByteBuffer head = ByteBuffer.allocate(Frame.PREFIX_BYTES + header.length);
        head.putInt(header.length).putInt(payload.remaining()).put(header).flip();
        ByteBuffer[] parts = {head, payload};
        lock.lock();
        try {
            dueNanos = (System.nanoTime() + (size <= SMALL_BYTES ? SMALL_NANOS : LARGE_NANOS)) | 1;
            while (head.hasRemaining() || payload.hasRemaining()) {
                channel.write(parts);
            }
        } finally {
            dueNanos = 0;
            lock.unlock();
        }
    }

    /** Whether a frame waits for longer than anybody takes who reads at all. */
    boolean isStalled(long nowNanos) {
        long due = dueNanos;
        return due != 0 && nowNanos - due > 0;
    }
}
