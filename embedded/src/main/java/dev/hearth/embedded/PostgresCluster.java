package dev.hearth.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A data folder of PostgreSQL: made on first use, found again after a restart or a crash. It says which command serves
 * it, so that a caller can start that command as it likes; {@link EmbeddedPostgres} starts it as a child.
 */
public final class PostgresCluster {
    /** The only superuser. Services have roles of their own. */
    public static final String SUPERUSER = "postgres";

    private static final List<String> COMMON_SETTINGS = List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "password_encryption=scram-sha-256",
            "max_connections=120",
            "shared_buffers=64MB",
            "jit=off",
            "io_method=sync", // three idle I/O workers less
            "log_checkpoints=off",
            "log_timezone=UTC",
            "timezone=UTC",
            "log_line_prefix=%m [%p] ");

    private static final List<String> THROWAWAY_SETTINGS =
            List.of("fsync=off", "synchronous_commit=off", "full_page_writes=off", "log_min_messages=fatal");

    private static final Set<PosixFilePermission> OURS_ALONE = PosixFilePermissions.fromString("rwx------");

    private final Path home;
    private final Path data;
    private final PostgresUser user;
    private final PostgresBinaries binaries;
    private final boolean durable;

    private PostgresCluster(Path home, Path binariesIn, boolean durable) {
        this.home = home.toAbsolutePath();
        this.data = this.home.resolve("data");
        this.user = PostgresUser.current();
        this.durable = durable;
        user.unreachable(this.home).ifPresent(folder -> {
            throw new IllegalArgumentException("PostgreSQL runs as uid " + PostgresUser.UID + " and cannot enter "
                    + folder + ": choose a folder outside of it, or make it passable (chmod o+x " + folder + ")");
        });
        this.binaries = PostgresBinaries.in(binariesIn);
    }

    /** A cluster whose commits survive a crash of the machine; everything it needs lies in its home. */
    public static PostgresCluster durable(Path home) {
        return new PostgresCluster(home, home, true);
    }

    /** A cluster for tests: fast and lost with the machine. The programs are shared with other tests. */
    static PostgresCluster throwaway(Path home, Path binariesIn) {
        return new PostgresCluster(home, binariesIn, false);
    }

    /** Makes the data folder with this superuser password, unless it is there already. A killed attempt leaves no half. */
    public void initialise(String password) {
        if (Files.exists(data)) {
            return;
        }
        try {
            Path unfinished = home.resolve("initialising");
            if (Files.exists(unfinished)) {
                PostgresBinaries.delete(unfinished);
            }
            Files.createDirectories(home);
            Files.createDirectory(unfinished, PosixFilePermissions.asFileAttribute(OURS_ALONE));
            Path passwordFile = Files.writeString(unfinished.resolve("password"), password);
            user.ownToInitialise(unfinished);
            runInitdb(unfinished.resolve("data"), passwordFile);
            user.own(unfinished);
            Files.move(unfinished.resolve("data"), data);
            PostgresBinaries.delete(unfinished);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make PostgreSQL's data folder " + data + ": " + e.getMessage(), e);
        }
    }

    /**
     * The command of the server in the foreground, to be run with {@link #workingFolder()}. It stops fast on SIGINT;
     * SIGTERM would wait for clients.
     */
    public List<String> serverCommand(int port) {
        return serverCommand(port, false);
    }

    List<String> serverCommand(int port, boolean diesWithParent) {
        List<String> command = new ArrayList<>();
        command.add(binaries.program("postgres").toString());
        command.addAll(List.of("-D", data.toString(), "-p", Integer.toString(port)));
        COMMON_SETTINGS.forEach(setting -> command.addAll(List.of("-c", setting)));
        if (!durable) {
            THROWAWAY_SETTINGS.forEach(setting -> command.addAll(List.of("-c", setting)));
        }
        return user.command(command, diesWithParent);
    }

    /** A folder the server may be in whoever it runs as. */
    public Path workingFolder() {
        return home;
    }

    /** Whether a server that serves this folder has said that it takes connections. */
    public boolean isReady() {
        return leftover().isPresent()
                && pidFileLines().stream().anyMatch(line -> line.strip().equals("ready"));
    }

    /** The server that runs on this data folder, whoever started it. */
    public Optional<ProcessHandle> leftover() {
        return pidFileLines().stream()
                .findFirst()
                .flatMap(first -> ProcessHandle.of(Long.parseLong(first.strip())))
                .filter(ProcessHandle::isAlive)
                .filter(this::servesThisFolder);
    }

    /**
     * Makes the folder ready for a start: removes a pid file whose number now belongs to some other program. (PostgreSQL
     * itself would take that program for a running server and refuse.)
     */
    public void forgetDeadServer() {
        try {
            if (leftover().isEmpty()) {
                Files.deleteIfExists(data.resolve("postmaster.pid"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean servesThisFolder(ProcessHandle process) {
        try {
            byte[] line = Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
            List<String> arguments = List.of(new String(line, StandardCharsets.UTF_8).split("\0"));
            return arguments.contains(data.toString());
        } catch (IOException e) {
            return false; // it ended while we looked
        }
    }

    private List<String> pidFileLines() {
        try {
            return Files.readAllLines(data.resolve("postmaster.pid"));
        } catch (IOException e) {
            return List.of(); // none, or one that is being removed
        }
    }

    private void runInitdb(Path target, Path passwordFile) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                binaries.program("initdb").toString(),
                "--pgdata=" + target,
                "--username=" + SUPERUSER,
                "--auth=scram-sha-256",
                "--pwfile=" + passwordFile,
                "--encoding=UTF8",
                "--no-locale",
                "--no-instructions"));
        if (!durable) {
            command.add("--no-sync");
        }
        Process initdb = new ProcessBuilder(user.initialisingCommand(command))
                .directory(home.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(initdb.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!initdb.waitFor(1, TimeUnit.MINUTES) || initdb.exitValue() != 0) {
                initdb.destroyForcibly();
                throw new IOException("initdb failed: " + output.strip());
            }
        } catch (InterruptedException e) {
            initdb.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted during initdb", e);
        }
    }
}
