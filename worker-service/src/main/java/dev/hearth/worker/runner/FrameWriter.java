package dev.hearth.worker.runner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.concurrent.locks.ReentrantLock;

/** Writes frames, one at a time, each with as few system calls as it takes. Any thread. */
final class FrameWriter {
    private final GatheringByteChannel channel;
    private final ReentrantLock lock = new ReentrantLock();

    FrameWriter(GatheringByteChannel channel) {
        this.channel = channel;
    }

    void write(byte[] header, ByteBuffer payload) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(Frame.PREFIX_BYTES + header.length);
        head.putInt(header.length).putInt(payload.remaining()).put(header).flip();
        ByteBuffer[] parts = {head, payload};
        lock.lock();
        try {
            while (head.hasRemaining() || payload.hasRemaining()) {
                channel.write(parts);
            }
        } finally {
            lock.unlock();
        }
    }
}
