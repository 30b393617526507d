package dev.hearth.files.sweep;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The removal of leftovers. How often it runs is {@code hearth.files.sweep.every}. */
@ConfigMapping(prefix = "hearth.files.sweep")
public interface SweepConfig {
    /** Time between two sweeps. Shorter costs disk reads, longer keeps leftovers of crashes for longer. */
    @WithDefault("1h")
    String every();

    /**
     * Bytes without a row are left alone for this long: their transaction may still be under way. Must be longer than any
     * transaction takes.
     */
    @WithDefault("1h")
    Duration keepUnreferenced();

    /** Files that never got their bytes are removed after this long; must be longer than an upload URL lives. */
    @WithDefault("1d")
    Duration keepEmpty();

    /**
     * Large outputs of tasks are removed after this long; must be longer than the scheduler's retention, which shows their
     * tasks until then.
     */
    @WithDefault("31d")
    Duration keepResults();
}
