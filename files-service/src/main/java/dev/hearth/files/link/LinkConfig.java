package dev.hearth.files.link;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** The URLs that clients get. */
@ConfigMapping(prefix = "hearth.files.link")
public interface LinkConfig {
    /** Where clients reach this service; what every URL begins with. A wrong one makes URLs that nobody can open. */
    URI publicUrl();

    /**
     * How long an upload URL takes bytes. At least 15 minutes: clients may start a large upload late. Longer means that a
     * leaked URL can replace the file's bytes for longer.
     */
    @WithDefault("1h")
    Duration uploadValidFor();
}
