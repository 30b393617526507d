package dev.hearth.worker.catalog;

import dev.hearth.ids.FileId;
import dev.hearth.ids.TeamId;
import dev.hearth.worker.EngineHome;
import dev.hearth.worker.archive.ArchiveRefusedException;
import dev.hearth.worker.archive.ArchiveUnpacker;
import dev.hearth.worker.archive.Trees;
import dev.hearth.worker.files.FileUnavailableException;
import dev.hearth.worker.files.StoredFiles;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/** Apps' archives, fetched and unpacked once each, by digest. For virtual threads: it waits. */
@Singleton
public class Apps {
    private final EngineHome home;
    private final StoredFiles files;
    private final ArchiveUnpacker unpacker;
    private final ConcurrentMap<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    public Apps(EngineHome home, StoredFiles files, ArchiveUnpacker unpacker) {
        this.home = home;
        this.files = files;
        this.unpacker = unpacker;
    }

    /** The unpacked archive's folder; not to be written to. */
    public Path require(TeamId owner, FileId archive, String sha256)
            throws FileUnavailableException, ArchiveRefusedException, IOException, InterruptedException {
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new ArchiveRefusedException("'%s' is not the SHA-256 of an archive".formatted(sha256));
        }
        Path folder = home.apps().resolve(sha256);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        ReentrantLock lock = locks.computeIfAbsent(sha256, _ -> new ReentrantLock());
        lock.lockInterruptibly();
        try {
            if (!Files.isDirectory(folder)) {
                fetch(owner, archive, sha256, folder);
            }
            return folder;
        } finally {
            lock.unlock();
            locks.remove(sha256, lock);
        }
    }

    private void fetch(TeamId owner, FileId archive, String sha256, Path folder)
            throws FileUnavailableException, ArchiveRefusedException, IOException, InterruptedException {
        Path unfinished = home.newFolder("app");
        try {
            Path packed = unfinished.resolve("archive");
            StoredFiles.Stored stored = files.read(owner, archive, packed);
            if (!stored.sha256().isEmpty() && !stored.sha256().equals(sha256)) {
                throw new ArchiveRefusedException(
                        "archive %s has the digest %s, not %s".formatted(archive.value(), stored.sha256(), sha256));
            }
            Path unpacked = Files.createDirectory(unfinished.resolve("src"));
            unpacker.unpack(packed, unpacked);
            Files.move(unpacked, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            // Another attempt at the same archive was first; its content is the same.
        } finally {
            Trees.delete(unfinished);
        }
    }
}
