package dev.hearth.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL server that is a child of this JVM and stops with it, however the JVM ends. Threads may share it. */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(10);

    private final Process server;
    private final DatabaseAddress address;

    private EmbeddedPostgres(Process server, DatabaseAddress address) {
        this.server = server;
        this.address = address;
    }

    /** Starts the server of a cluster, making the cluster first if need be; returns when it takes connections. */
    public static EmbeddedPostgres start(PostgresCluster cluster, int port, String password) {
        cluster.initialise(password);
        Path log = cluster.workingFolder().resolve("server.log");
        long deadline = System.nanoTime() + START.toNanos();
        while (true) {
            cluster.leftover().ifPresent(EmbeddedPostgres::stop);
            cluster.forgetDeadServer();
            Process server = spawn(cluster, port, log);
            if (becomesReady(cluster, server, deadline)) {
                DatabaseAddress address = new DatabaseAddress(
                        "127.0.0.1", port, PostgresCluster.SUPERUSER, PostgresCluster.SUPERUSER, password);
                return new EmbeddedPostgres(server, address);
            }
            // After a kill -9 the old server's children need a moment to notice and let go of its shared memory.
            if (System.nanoTime() > deadline || !mentionsOldServer(log)) {
                throw new IllegalStateException("PostgreSQL did not start on port " + port + ": " + tailOf(log));
            }
        }
    }

    /** The superuser's way in. */
    public DatabaseAddress address() {
        return address;
    }

    public ProcessHandle process() {
        return server.toHandle();
    }

    /** Stops the server, ending its clients' connections. */
    @Override
    public void close() {
        stop(server.toHandle());
    }

    private static boolean becomesReady(PostgresCluster cluster, Process server, long deadline) {
        while (!(cluster.isReady()
                && cluster.leftover().filter(server.toHandle()::equals).isPresent())) {
            try {
                if (server.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                    return false;
                }
            } catch (InterruptedException e) {
                stop(server.toHandle());
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while PostgreSQL started", e);
            }
            if (System.nanoTime() > deadline) {
                stop(server.toHandle());
                return false;
            }
        }
        return true;
    }

    /** The signal of a parent's death comes when the thread that started the child ends, so that thread never ends. */
    private static Process spawn(PostgresCluster cluster, int port, Path log) {
        ProcessBuilder builder = new ProcessBuilder(cluster.serverCommand(port, true))
                .directory(cluster.workingFolder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        CompletableFuture<Process> started = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("postgres-parent").start(() -> {
            try {
                Process server = builder.start();
                started.complete(server);
                server.waitFor();
            } catch (IOException | InterruptedException e) {
                started.completeExceptionally(e);
            }
        });
        return started.join();
    }

    private static void stop(ProcessHandle server) {
        signal(server, "INT");
        try {
            server.onExit().get(STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            signal(server, "QUIT");
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            signal(server, "QUIT"); // at once; the next start recovers from the log
        }
    }

    private static void signal(ProcessHandle process, String name) {
        try {
            new ProcessBuilder("sh", "-c", "kill -s \"$0\" \"$1\"", name, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean mentionsOldServer(Path log) {
        return tailOf(log).contains("pre-existing shared memory block");
    }

    private static String tailOf(Path log) {
        try {
            String text = Files.readString(log).strip();
            return text.substring(Math.max(0, text.length() - 2000));
        } catch (IOException e) {
            return "(its log " + log + " cannot be read)";
        }
    }
}
