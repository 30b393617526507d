package dev.hearth.files.bytes;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** The disk backend. */
@ConfigMapping(prefix = "hearth.files.disk")
public interface DiskConfig {
    /** Folder that holds everything. Belongs to one files-service alone; a second one on it refuses to start. */
    Path home();

    /**
     * Uploads that would leave less room than this are refused. Too little lets uploads take the room that PostgreSQL and
     * others on the same disk need; too much refuses uploads that would fit.
     */
    @WithDefault("256M")
    MemorySize keepFree();
}
