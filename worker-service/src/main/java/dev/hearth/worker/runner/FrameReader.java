package dev.hearth.worker.runner;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames; a small one costs a single system call, and a large one costs memory only as it arrives: what a process claims costs
 * nothing. For one thread.
 */
final class FrameReader {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int PART_BYTES = 1 << 20;

    private final ReadableByteChannel channel;
    private final IntSupplier maxPayloadBytes;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).flip();

    /** @param maxPayloadBytes asked for each frame as it arrives */
    FrameReader(ReadableByteChannel channel, IntSupplier maxPayloadBytes) {
        this.channel = channel;
        this.maxPayloadBytes = maxPayloadBytes;
    }

    /** The next frame; null at the end. */
    @Nullable
    Frame read() throws IOException {
        if (!fill(Frame.PREFIX_BYTES)) {
            return null;
        }
        int headerBytes = buffer.getInt();
        int payloadBytes = buffer.getInt();
        if (headerBytes < 0 || headerBytes > Frame.MAX_HEADER_BYTES || payloadBytes < 0) {
            throw new IOException("a frame of %d and %d bytes is beyond the limits"
                    .formatted(Integer.toUnsignedLong(headerBytes), Integer.toUnsignedLong(payloadBytes)));
        }
        byte[] header = take(headerBytes);
        if (payloadBytes > maxPayloadBytes.getAsInt()) {
            skip(payloadBytes);
            return Frame.withoutPayload(header, payloadBytes);
        }
        return new Frame(header, takeInParts(payloadBytes));
    }

    private ByteString takeInParts(int count) throws IOException {
        ByteString taken = ByteString.EMPTY;
        for (int left = count; left > 0; left = count - taken.size()) {
            taken = taken.concat(UnsafeByteOperations.unsafeWrap(take(Math.min(left, PART_BYTES))));
        }
        return taken;
    }

    private void skip(int count) throws IOException {
        int left = count;
        while (left > 0) {
            if (!fill(1)) {
                throw new EOFException("the stream ends inside a frame");
            }
            int skipped = Math.min(left, buffer.remaining());
            buffer.position(buffer.position() + skipped);
            left -= skipped;
        }
    }

    /** Makes sure of so many bytes in the buffer; false at the end. */
    private boolean fill(int wanted) throws IOException {
        if (buffer.remaining() >= wanted) {
            return true;
        }
        buffer.compact();
        try {
            while (buffer.position() < wanted) {
                if (channel.read(buffer) < 0) {
                    if (buffer.position() > 0) {
                        throw new EOFException("the stream ends inside a frame");
                    }
                    return false;
                }
            }
        } finally {
            buffer.flip();
        }
        return true;
    }

    private byte[] take(int count) throws IOException {
        byte[] bytes = new byte[count];
        int buffered = Math.min(count, buffer.remaining());
        buffer.get(bytes, 0, buffered);
        if (count - buffered > BUFFER_BYTES) {
            readDirectly(ByteBuffer.wrap(bytes, buffered, count - buffered));
        } else if (count > buffered) {
            if (!fill(count - buffered)) {
                throw new EOFException("the stream ends inside a frame");
            }
            buffer.get(bytes, buffered, count - buffered);
        }
        return bytes;
    }

    private void readDirectly(ByteBuffer rest) throws IOException {
        while (rest.hasRemaining()) {
            if (channel.read(rest) < 0) {
                throw new EOFException("the stream ends inside a frame");
            }
        }
    }
}
