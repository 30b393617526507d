package dev.hearth.cli.author;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.cli.remote.Json;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Frames over a runner's socket. One thread reads; any thread may write. */
final class FrameChannel implements AutoCloseable {
    private static final int MAX_HEADER_BYTES = 1 << 20;
    private static final int MAX_PAYLOAD_BYTES = 64 << 20;

    private final SocketChannel channel;
    private final DataInputStream in;

    FrameChannel(SocketChannel channel) {
        this.channel = channel;
        this.in = new DataInputStream(Channels.newInputStream(channel));
    }

    /** The next frame; empty when the runner has gone. */
    Optional<Frame> read() throws IOException {
        try {
            int headerBytes = in.readInt();
            int payloadBytes = in.readInt();
            if (headerBytes < 0
                    || headerBytes > MAX_HEADER_BYTES
                    || payloadBytes < 0
                    || payloadBytes > MAX_PAYLOAD_BYTES) {
                throw new IOException(
                        "the runner sent a frame of %d and %d bytes".formatted(headerBytes, payloadBytes));
            }
            JsonNode header = Json.parse(new String(in.readNBytes(headerBytes), StandardCharsets.UTF_8));
            return Optional.of(new Frame(header, new String(in.readNBytes(payloadBytes), StandardCharsets.UTF_8)));
        } catch (EOFException e) {
            return Optional.empty();
        }
    }

    synchronized void write(JsonNode header, String payload) throws IOException {
        byte[] head = Json.line(header).getBytes(StandardCharsets.UTF_8);
        byte[] body = payload.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(8 + head.length + body.length);
        frame.putInt(head.length).putInt(body.length).put(head).put(body).flip();
        while (frame.hasRemaining()) {
            channel.write(frame);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
