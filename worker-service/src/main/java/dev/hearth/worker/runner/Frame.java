package dev.hearth.worker.runner;

import com.google.protobuf.ByteString;
import dev.hearth.json.StoredOutput;

/**
 * One message on the socket: a JSON header and the raw payload behind it, which is never parsed here. A payload too large to be of
 * use is left out, its size is not.
 */
final class Frame {
    static final int MAX_HEADER_BYTES = 1 << 20;
    static final int MAX_PAYLOAD_BYTES = StoredOutput.MAX_BYTES;
    static final int PREFIX_BYTES = 8;

    private final byte[] header;
    private final ByteString payload;
    private final int payloadBytes;

    Frame(byte[] header, ByteString payload) {
        this(header, payload, payload.size());
    }

    private Frame(byte[] header, ByteString payload, int payloadBytes) {
        this.header = header;
        this.payload = payload;
        this.payloadBytes = payloadBytes;
    }

    /** A frame whose payload was too large. */
    static Frame withoutPayload(byte[] header, int payloadBytes) {
        return new Frame(header, ByteString.EMPTY, payloadBytes);
    }

    byte[] header() {
        return header;
    }

    ByteString payload() {
        return payload;
    }

    /** What the payload had when it was sent. */
    int payloadBytes() {
        return payloadBytes;
    }

    boolean isTooLarge() {
        return payloadBytes > payload.size();
    }
}
