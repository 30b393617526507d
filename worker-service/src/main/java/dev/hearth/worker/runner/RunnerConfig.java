package dev.hearth.worker.runner;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How long runners live, and how they end. */
@ConfigMapping(prefix = "hearth.worker.runner")
public interface RunnerConfig {
    /** Folder of the Python side. Default: {@code worker-service/runner} of the installation. */
    Optional<Path> source();

    /** A runner without a call for this long is unloaded. Short saves memory, long saves cold starts. */
    @WithDefault("30m")
    Duration idleLimit();

    /** How long a new process has to connect. On a machine under load even Python itself takes seconds. */
    @WithDefault("60s")
    Duration connectLimit();

    /** How long import and {@code setup()} may take; apps that fetch models in their setup need it long. */
    @WithDefault("30m")
    Duration setupLimit();

    /** How long a cancelled or overdue call may take to end by itself, unless the cancel says otherwise. */
    @WithDefault("10s")
    Duration cancelGrace();

    /** How long {@code unload()} may take before the process is ended. */
    @WithDefault("5s")
    Duration unloadGrace();

    /** Whether each runner's memory is held below its worker's RAM where the machine can do that. */
    @WithDefault("true")
    boolean limitMemory();

    /**
     * Processes kept ready for the next cold start, each of the team and environment of one before; 0: none. More make more
     * cold starts short, and each takes as much memory as an empty app.
     */
    @WithDefault("2")
    int spares();

    /** A process kept ready is ended after this long. */
    @WithDefault("5m")
    Duration spareLimit();
}
