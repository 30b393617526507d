package dev.hearth.worker.jail;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A named pipe for a process's output. The pipes that the JDK makes hold a lock while they are read, so that nobody else can ask
 * whether something is left in them; a call's last lines could not be told from the next call's first.
 */
final class OutputPipe {
    private final Path path;

    private OutputPipe(Path path) {
        this.path = path;
    }

    record Opened(Process process, FileInputStream output) {}

    interface Start {
        Process start() throws IOException, InterruptedException;
    }

    static OutputPipe create(Path path, Spawner spawner) throws IOException, InterruptedException {
        Files.deleteIfExists(path);
        int code = spawner.start(new ProcessBuilder("mkfifo", "-m", "600", path.toString()))
                .waitFor();
        if (code != 0) {
            throw new IOException("mkfifo %s ended with %d".formatted(path, code));
        }
        return new OutputPipe(path);
    }

    Path path() {
        return path;
    }

    /** Opens both ends at once: each waits for the other. */
    Opened open(Start start) throws IOException, InterruptedException {
        CompletableFuture<FileInputStream> reader = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("output-pipe").start(() -> {
            try {
                reader.complete(new FileInputStream(path.toFile()));
            } catch (IOException e) {
                reader.completeExceptionally(e);
            }
        });
        try {
            Process process = start.start();
            return new Opened(process, reader.get());
        } catch (ExecutionException e) {
            throw new IOException("the pipe %s cannot be read".formatted(path), e.getCause());
        } finally {
            if (!reader.isDone()) {
                letReaderGo(reader);
            }
        }
    }

    private void letReaderGo(CompletableFuture<FileInputStream> reader) throws IOException {
        var _ = reader.thenAccept(OutputPipe::close);
        new FileOutputStream(path.toFile()).close();
    }

    private static void close(FileInputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
