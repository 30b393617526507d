package dev.hearth.worker.files;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What the engine fetches for its apps, and how much of it. */
@ConfigMapping(prefix = "hearth.worker.files")
public interface FilesConfig {
    /** Whether URLs that lead to private addresses are fetched. With it, whoever may run an app can read the inner network. */
    @WithDefault("false")
    boolean allowPrivate();

    /** Largest file fetched. */
    @WithDefault("4294967296")
    long maxBytes();

    /** How long fetching one file may take. */
    @WithDefault("120s")
    Duration fetchLimit();

    /** Redirects followed; each is checked like the first URL. */
    @WithDefault("5")
    int maxRedirects();
}
