package dev.hearth.gateway.secret;

import dev.hearth.ids.Ids;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** The file that holds the key of an installation that was given none: made once, readable by its owner alone. */
final class KeyFile {
    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rw-------");

    private KeyFile() {}

    /** The key in this file, which is made if it is not there; a file that others can read is refused. */
    static String read(Path file) {
        try {
            create(file.toAbsolutePath());
            Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(file));
            permissions.removeAll(OWNER_ALONE);
            permissions.remove(PosixFilePermission.OWNER_EXECUTE);
            if (!permissions.isEmpty()) {
                throw new IllegalStateException(
                        "%s holds the key of all secrets and others may use it: chmod 600 it".formatted(file));
            }
            return Files.readString(file).strip();
        } catch (AccessDeniedException e) {
            throw new UncheckedIOException("the key of secrets cannot be read from " + file, e);
        } catch (IOException e) {
            throw new UncheckedIOException("the key of secrets cannot be kept in " + file, e);
        }
    }

    /** Written aside and linked into place, so that a crash leaves no half of a key. */
    private static void create(Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        Path folder = Files.createDirectories(file.getParent());
        Path draft = Files.createTempFile(folder, "secrets", ".new", PosixFilePermissions.asFileAttribute(OWNER_ALONE));
        try {
            Files.write(draft, (Ids.random() + Ids.random() + "\n").getBytes(StandardCharsets.US_ASCII));
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            // Another process was first: its key counts.
        } finally {
            Files.delete(draft);
        }
    }
}
