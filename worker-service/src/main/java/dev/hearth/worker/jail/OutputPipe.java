package dev.hearth.worker.jail;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A named pipe for a process's output, into which we can write as well: a mark of ours parts the last lines of a call from the
 * first of the next. The pipes that the JDK makes have one end only.
 */
final class OutputPipe {
    private final Path path;

    private OutputPipe(Path path) {
        this.path = path;
    }

    /**
     * A process and what it writes.
     *
     * @param mark the other end, for words of our own between those of the process; closed when the process has ended
     */
    record Opened(Process process, FileInputStream output, RandomAccessFile mark) {}

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
        RandomAccessFile both = new RandomAccessFile(path.toFile(), "rw");
        try {
            return opened(start, both);
        } catch (IOException | InterruptedException | RuntimeException e) {
            both.close();
            throw e;
        }
    }

    private Opened opened(Start start, RandomAccessFile both) throws IOException, InterruptedException {
        FileInputStream output = new FileInputStream(path.toFile());
        try {
            Process process = start.start();
            var _ = process.onExit().thenRun(() -> close(both)); // else the output would never end
            return new Opened(process, output, both);
        } catch (IOException | InterruptedException | RuntimeException e) {
            output.close();
            throw e;
        }
    }

    private static void close(RandomAccessFile file) {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
