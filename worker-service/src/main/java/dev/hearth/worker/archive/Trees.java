package dev.hearth.worker.archive;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** Trees of files on disk, some of which app code writes to while we look: no link is ever followed. */
public final class Trees {
    /** Folders that were not empty when they should have been, in one deletion. */
    private static final int MAX_TRIES = 16;

    private Trees() {}

    /** Copies regular files and folders; the target may exist. */
    public static void copy(Path source, Path target) throws IOException {
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(target.resolve(source.relativize(folder).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(
                        file,
                        target.resolve(source.relativize(file).toString()),
                        StandardCopyOption.COPY_ATTRIBUTES,
                        LinkOption.NOFOLLOW_LINKS);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Gives a tree that nobody else writes to yet to a user. */
    public static void chown(Path root, int uid) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                own(folder, uid);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                own(file, uid);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void own(Path path, int uid) throws IOException {
        Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", uid, LinkOption.NOFOLLOW_LINKS);
    }

    /** Names directly inside a folder. */
    public static Set<Path> namesIn(Path folder) throws IOException {
        Set<Path> names = new HashSet<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(path -> names.add(path.getFileName()));
        }
        return names;
    }

    /** Deletes a folder and all in it; one that is not there is deleted already. */
    public static void delete(Path folder) throws IOException {
        try {
            deleteContents(folder, Set.of());
            Files.delete(folder);
        } catch (NoSuchFileException e) {
            // Gone is what was wanted.
        }
    }

    /** Deletes what is in a folder, but for these names directly in it. */
    public static void deleteContents(Path folder, Set<Path> kept) throws IOException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
                throw new IOException("this platform cannot delete safely below " + folder);
            }
            deleteAll(secure, kept);
        }
    }

    /**
     * Without recursion: an app can make folders deeper than any stack. What is in a folder is moved to the top before the
     * folder goes. Somebody may still write to the tree: what has gone meanwhile is gone, what has come is tried once more.
     */
    private static void deleteAll(SecureDirectoryStream<Path> top, Set<Path> kept) throws IOException {
        String prefix = ".hearth-" + UUID.randomUUID() + "-";
        Deque<Path> folders = new ArrayDeque<>();
        for (Path entry : top) {
            Path name = entry.getFileName();
            if (name != null && !kept.contains(name) && !isDeletedFile(top, name)) {
                folders.add(name);
            }
        }
        int moved = 0;
        int tries = 0;
        while (!folders.isEmpty()) {
            Path folder = folders.remove();
            try (SecureDirectoryStream<Path> inner = top.newDirectoryStream(folder, LinkOption.NOFOLLOW_LINKS)) {
                for (Path entry : inner) {
                    Path name = entry.getFileName();
                    if (name != null && !isDeletedFile(inner, name)) {
                        Path outside = Path.of(prefix + moved++);
                        inner.move(name, top, outside);
                        folders.add(outside);
                    }
                }
            }
            try {
                top.deleteDirectory(folder);
            } catch (DirectoryNotEmptyException e) {
                if (++tries > MAX_TRIES) {
                    throw e;
                }
                folders.add(folder);
            }
        }
    }

    /** True if it is gone now; false if it is a folder. */
    private static boolean isDeletedFile(SecureDirectoryStream<Path> folder, Path name) throws IOException {
        try {
            BasicFileAttributes attributes = folder.getFileAttributeView(
                            name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
            if (attributes.isDirectory()) {
                return false;
            }
            folder.deleteFile(name);
        } catch (NoSuchFileException e) {
            // Whoever made it has removed it.
        }
        return true;
    }
}
