package dev.hearth.worker.runner;

import com.google.protobuf.ByteString;

/** One message on the socket: a JSON header and the raw payload behind it, which is never parsed here. */
final class Frame {
    static final int MAX_HEADER_BYTES = 1 << 20;
    static final int MAX_PAYLOAD_BYTES = 64 << 20;
    static final int PREFIX_BYTES = 8;

    private final byte[] header;
    private final ByteString payload;

    Frame(byte[] header, ByteString payload) {
        this.header = header;
        this.payload = payload;
    }

    byte[] header() {
        return header;
    }

    ByteString payload() {
        return payload;
    }
}
