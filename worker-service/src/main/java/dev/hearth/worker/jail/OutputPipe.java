package dev.hearth.worker.jail;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

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

    /** What a process started here writes. */
    Opened open(Start start) throws IOException, InterruptedException {
        // Opening one end waits for the other; with both in our hands, nobody waits for anybody.
        try (RandomAccessFile _ = new RandomAccessFile(path.toFile(), "rw")) {
            FileInputStream output = new FileInputStream(path.toFile());
            try {
                return new Opened(start.start(), output);
            } catch (IOException | InterruptedException | RuntimeException e) {
                output.close();
                throw e;
            }
        }
    }
}
