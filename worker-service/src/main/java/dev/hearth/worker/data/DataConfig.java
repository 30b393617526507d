package dev.hearth.worker.data;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How logs and partial outputs are sent. */
@ConfigMapping(prefix = "hearth.worker.data")
public interface DataConfig {
    /** Pause between two partial outputs of a task; the first and the last are never held back. */
    @WithDefault("50ms")
    Duration partialEvery();

    /**
     * A partial output of more bytes is not shown while its task runs; its end shows the whole output. Must stay below what
     * the leader grants at a time, or it would wait for ever.
     */
    @WithDefault("524288")
    int partialMaxBytes();

    /** A log chunk is sent when it has this many bytes … */
    @WithDefault("32768")
    int logChunkBytes();

    /** … or is this old. Longer saves messages, shorter shows lines sooner. */
    @WithDefault("250ms")
    Duration logDelay();

    /** Bytes of log kept of an attempt, half of them from its start and half from its end. */
    @WithDefault("1048576")
    int logKeptBytes();
}
