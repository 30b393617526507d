package dev.hearth.gateway.catalog;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the catalog and of publishing. */
@ConfigMapping(prefix = "hearth.gateway.catalog")
public interface CatalogConfig {
    /** How long is remembered what a reference leads to, should the news of a change not arrive. */
    @WithDefault("2s")
    Duration referenceMaxAge();

    /** References remembered at once; each is one team's use of one app. */
    @WithDefault("20000")
    long rememberedReferences();

    /** Versions kept with their schemas read. */
    @WithDefault("2000")
    long rememberedVersions();

    /** How often builds are looked for that ended unnoticed. Adds to the time until such a version is ready. */
    @WithDefault("10s")
    Duration sweepEvery();

    /** A build is stopped after this; it resolves and installs all an app requires. */
    @WithDefault("10m")
    Duration buildLimit();
}
