package dev.hearth.worker.environment;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How Python environments are made. */
@ConfigMapping(prefix = "hearth.worker.environment")
public interface EnvironmentConfig {
    /** The uv program. Default: the one on the PATH, else one fetched with pip, pinned by hash. */
    Optional<Path> uv();

    /** The interpreter to prefer; otherwise those on the PATH. */
    Optional<Path> python();

    /**
     * Our own inferencesh: a wheel, or its source folder. Default: {@code sdk/python} of the installation, looked for from the
     * working folder and from the program's own folder upwards.
     */
    Optional<Path> sdk();

    /** How long building one environment may take. */
    @WithDefault("10m")
    Duration buildLimit();

    /** Whether the environment of an app without requirements of its own is built at start, so that its first call is quick. */
    @WithDefault("true")
    boolean buildBaseAtStart();
}
