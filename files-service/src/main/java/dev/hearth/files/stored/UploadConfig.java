package dev.hearth.files.stored;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Bytes on their way in. */
@ConfigMapping(prefix = "hearth.files.upload")
public interface UploadConfig {
    /** The largest file. One that is larger is refused with 413, at once if it says its size. */
    @WithDefault("5G")
    MemorySize maxSize();

    /** The largest archive of an app (category {@code repos}); engines unpack no larger ones. */
    @WithDefault("256M")
    MemorySize maxArchiveSize();
}
