package dev.hearth.files.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Bytes on their way in, seen by nobody until they are kept. Safe for use by several threads: a draft that one thread
 * discards while another writes fails the write. All methods block on the storage.
 */
public interface Draft {
    /** Adds bytes at the end. */
    void write(ByteBuffer bytes) throws IOException;

    /** Makes the bytes durable and readable under their blob id; the draft is used up. */
    Content keep() throws IOException;

    /** Throws the bytes away. Does nothing to a draft that was kept or discarded before. */
    void discard();
}
