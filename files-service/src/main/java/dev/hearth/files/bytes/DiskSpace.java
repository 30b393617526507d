package dev.hearth.files.bytes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How much room the disk has, and which failures mean that it has none. */
final class DiskSpace {
    /** What Linux says for ENOSPC and EDQUOT; Java has no other way to tell them from other failures. */
    private static final List<String> FULL = List.of("No space left on device", "Disk quota exceeded");

    private final Path home;
    private final long keepFreeBytes;

    DiskSpace(Path home, long keepFreeBytes) {
        this.home = home;
        this.keepFreeBytes = keepFreeBytes;
    }

    /** Refuses when this many more bytes would leave too little room. */
    void requireRoomFor(long bytes) throws IOException {
        long usable = Files.getFileStore(home).getUsableSpace();
        if (usable - bytes < keepFreeBytes) {
            throw new StorageFullException(
                    "no room for %d bytes: the disk has %d left, of which %d stay free"
                            .formatted(bytes, usable, keepFreeBytes),
                    null);
        }
    }

    /** The same failure, as {@link StorageFullException} if it says that the disk is full. */
    static IOException explained(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return FULL.stream().anyMatch(message::contains)
                ? new StorageFullException("the disk is full", failure)
                : failure;
    }
}
