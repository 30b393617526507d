package dev.hearth.files.bytes;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** This process's claim on a folder; the operating system ends it with the process. */
final class HomeLock implements AutoCloseable {
    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    static HomeLock take(Path home) throws IOException {
        FileChannel channel = FileChannel.open(
                home.resolve("lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                Folders.OWNER_ONLY_FILE);
        if (tryLock(channel) == null) {
            channel.close();
            throw new IllegalStateException(
                    "another files-service uses %s (HEARTH_FILES_HOME): the disk backend serves one replica only"
                            .formatted(home));
        }
        return new HomeLock(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) { // held by this very process
            return null;
        }
    }
}
