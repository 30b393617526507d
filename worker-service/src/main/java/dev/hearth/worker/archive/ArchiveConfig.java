package dev.hearth.worker.archive;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of an app's archive. Raising them lets one archive fill the disk of every engine. */
@ConfigMapping(prefix = "hearth.worker.archive")
public interface ArchiveConfig {
    /** Bytes of all entries together, unpacked. */
    @WithDefault("268435456")
    long maxBytes();

    /** Files and folders. */
    @WithDefault("20000")
    int maxEntries();
}
