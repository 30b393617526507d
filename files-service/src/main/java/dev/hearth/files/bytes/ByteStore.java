package dev.hearth.files.bytes;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps bytes under names that are never used twice. Whoever implements it promises: a blob is complete and durable or
 * not there at all, whatever crashes when; a blob that is open for reading stays readable when it is removed. All methods
 * block and may be called from any thread but the event loop's.
 */
public interface ByteStore {
    /**
     * Opens a place for new bytes.
     *
     * @param expectedBytes how many will come, 0 if unknown; more than there is room for is refused at once
     * @throws StorageFullException when there is no room
     */
    Draft draft(long expectedBytes) throws IOException;

    /** Opens the bytes from this offset on; empty when the blob was removed. */
    Optional<ReadableByteChannel> open(BlobId blob, long offset) throws IOException;

    /** Where a blob lies on this machine's disk, for sending it without copying. */
    Path pathOf(BlobId blob);

    /** Removes a blob; whether it was there. */
    boolean remove(BlobId blob) throws IOException;

    /** The parts the store is looked through in, so that a sweep never holds a list of everything. */
    List<String> shards() throws IOException;

    /** The blobs of one part that were kept before this time. */
    List<BlobId> keptBefore(String shard, Instant time) throws IOException;
}
