package dev.hearth.files.bytes;

import dev.hearth.ids.Ids;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Blobs as files: {@code blobs/<first two characters>/<id>}, drafts in {@code incoming/}. Only one process may use a
 * folder, see {@link HomeLock}; that is why every draft found at start is a crash's leftover.
 */
public final class DiskStore implements ByteStore {
    private static final int SHARD_LENGTH = 2;

    private final Path blobs;
    private final Path incoming;
    private final DiskSpace space;

    private DiskStore(Path blobs, Path incoming, DiskSpace space) {
        this.blobs = blobs;
        this.incoming = incoming;
        this.space = space;
    }

    /** Opens the store in an existing folder and throws away the drafts that a crash left there. */
    public static DiskStore open(Path home, long keepFreeBytes) throws IOException {
        Path incoming = Folders.ensure(home, "incoming");
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(incoming)) {
            for (Path leftover : leftovers) {
                Files.deleteIfExists(leftover);
            }
        }
        return new DiskStore(Folders.ensure(home, "blobs"), incoming, new DiskSpace(home, keepFreeBytes));
    }

    @Override
    public Draft draft(long expectedBytes) throws IOException {
        space.requireRoomFor(expectedBytes);
        BlobId blob = BlobId.random();
        return new DiskDraft(blob, incoming.resolve(blob.value()), blobs, space);
    }

    @Override
    public Optional<ReadableByteChannel> open(BlobId blob, long offset) throws IOException {
        try {
            FileChannel channel = FileChannel.open(pathOf(blob), StandardOpenOption.READ);
            channel.position(offset);
            return Optional.of(channel);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    @Override
    public Path pathOf(BlobId blob) {
        return blobs.resolve(shardOf(blob)).resolve(blob.value());
    }

    static String shardOf(BlobId blob) {
        return blob.value().substring(0, SHARD_LENGTH);
    }

    @Override
    public boolean remove(BlobId blob) throws IOException {
        return Files.deleteIfExists(pathOf(blob));
    }

    @Override
    public List<String> shards() throws IOException {
        return namesIn(blobs);
    }

    @Override
    public List<BlobId> keptBefore(String shard, Instant time) throws IOException {
        List<BlobId> found = new ArrayList<>();
        for (String name : namesIn(blobs.resolve(shard))) {
            if (Ids.isWellFormed(name) && isOlder(pathOf(new BlobId(name)), time)) {
                found.add(new BlobId(name));
            }
        }
        return found;
    }

    private static boolean isOlder(Path path, Instant time) throws IOException {
        try {
            return Files.getLastModifiedTime(path).compareTo(FileTime.from(time)) < 0;
        } catch (NoSuchFileException _) { // removed since it was listed
            return false;
        }
    }

    private static List<String> namesIn(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        }
        return names;
    }
}
