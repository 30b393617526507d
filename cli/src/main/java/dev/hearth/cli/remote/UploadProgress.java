package dev.hearth.cli.remote;

import java.time.Duration;
import java.util.function.Consumer;

/** Says once a second how far an upload is; a short one passes in silence. */
final class UploadProgress {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final long totalBytes;
    private final Consumer<String> progress;
    private long nextNanos = System.nanoTime() + EVERY.toNanos();

    UploadProgress(long totalBytes, Consumer<String> progress) {
        this.totalBytes = totalBytes;
        this.progress = progress;
    }

    void sent(long bytes) {
        long now = System.nanoTime();
        if (now - nextNanos >= 0) {
            nextNanos = now + EVERY.toNanos();
            progress.accept("uploading, %d %%".formatted(100 * bytes / Math.max(1, totalBytes)));
        }
    }
}
