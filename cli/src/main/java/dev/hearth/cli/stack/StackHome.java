package dev.hearth.cli.stack;

import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import dev.hearth.embedded.PostgresUser;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Properties;

/**
 * The folder that holds everything of one local stack: secrets, ports, pid files, logs and data. {@code HEARTH_HOME} names
 * it; by default it is {@code .hearth} in the repository.
 */
final class StackHome {
    private static final long MIN_FREE_BYTES = 1L << 30;

    private static final String PRIVATE = "rwx------";

    /** Where root's parts run as other users: they pass through the home to folders of their own, and list nothing. */
    private static final String PASSABLE = "rwx--x--x";

    private final Path path;

    private StackHome(Path path) {
        this.path = path;
    }

    /** The folder as configured, which may not exist yet. */
    static StackHome configured() {
        String fromEnvironment = System.getenv("HEARTH_HOME");
        Path home = fromEnvironment == null || fromEnvironment.isBlank()
                ? Repository.root().resolve(".hearth")
                : Path.of(fromEnvironment);
        return new StackHome(home.toAbsolutePath().normalize());
    }

    static StackHome at(Path path) {
        return new StackHome(path);
    }

    /** Makes the folder and checks that it can be used. */
    void prepare() {
        try {
            makeFolder(path, PostgresUser.current() == PostgresUser.DEDICATED ? PASSABLE : PRIVATE);
            privateFolder("logs");
            privateFolder("run");
            requireSpace();
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.MISSING, "cannot write to " + path + " (" + e + "): fix it, or set HEARTH_HOME", e);
        }
    }

    boolean exists() {
        return Files.isDirectory(path);
    }

    Path path() {
        return path;
    }

    Path file(String name) {
        return path.resolve(name);
    }

    Path log(String part) {
        return path.resolve("logs").resolve(part + ".log");
    }

    /** A folder that only the user of the stack can enter. */
    Path privateFolder(String name) {
        Path folder = path.resolve(name);
        try {
            makeFolder(folder, PRIVATE);
            return folder;
        } catch (IOException e) {
            throw new CliException(ExitCode.MISSING, "cannot make " + folder + ": " + e, e);
        }
    }

    /**
     * The data folder of a part some of whose processes run as another user. When root keeps the stack below a folder that
     * nobody else may pass, such as /root, the data lies outside and a link here leads to it.
     */
    Path sharedFolder(String name) {
        Path folder = path.resolve(name);
        try {
            if (PostgresUser.current().canReach(folder.resolve("inside"))) {
                return Files.createDirectories(folder);
            }
            Path outside = Path.of("/var/lib/hearth", digestOf(path.toString()), name);
            if (Files.exists(outside) && !Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                // Of a home that was removed, and with it the passwords to this. Its owner may still want it.
                Files.move(outside, outside.resolveSibling(name + "-left-" + System.currentTimeMillis()));
            }
            Files.createDirectories(outside);
            linkTo(outside, folder);
            return outside;
        } catch (IOException e) {
            throw new CliException(ExitCode.MISSING, "cannot make a folder for " + name + ": " + e, e);
        }
    }

    Properties read(String name) {
        Properties properties = new Properties();
        Path file = file(name);
        if (Files.exists(file)) {
            try (var reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            } catch (IOException e) {
                throw new CliException(ExitCode.MISSING, "cannot read " + file + ": " + e, e);
            }
        }
        return properties;
    }

    /** Writes a file that only its owner can read, whole or not at all. */
    void write(String name, Properties properties) {
        Path file = file(name);
        try {
            Path fresh = Files.createTempFile(
                    file.getParent(), file.getFileName().toString(), ".new"); // made with mode 0600
            try (Writer writer = Files.newBufferedWriter(fresh)) {
                properties.store(writer, null);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new CliException(ExitCode.MISSING, "cannot write " + file + ": " + e, e);
        }
    }

    private void requireSpace() throws IOException {
        FileStore store = Files.getFileStore(path);
        if (store.getUsableSpace() < MIN_FREE_BYTES) {
            throw new CliException(
                    ExitCode.MISSING,
                    "the disk of %s has %d MB left, at least 1024 MB are needed: free some, or set HEARTH_HOME"
                            .formatted(path, store.getUsableSpace() >> 20));
        }
    }

    private static void makeFolder(Path folder, String mode) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
        }
    }

    private static void linkTo(Path target, Path link) throws IOException {
        try {
            Files.createSymbolicLink(link, target);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isSymbolicLink(link)) {
                throw new IOException(link + " is there already, and other users cannot reach it", e);
            }
        }
    }

    private static String digestOf(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
