package dev.hearth.worker;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Who this engine is and what it offers. */
@ConfigMapping(prefix = "hearth.worker.engine")
public interface EngineConfig {
    /** The engine's id. Two engines with one id push each other off the scheduler. */
    @WithDefault("local")
    String id();

    /** The engine's own credential, {@code engine/<id>.<mac>}. Without it no other part answers. */
    Optional<String> credential();

    /** Folder of archives, environments, runners and sockets. */
    @WithDefault(".hearth/worker")
    Path home();

    /** Workers, each of which runs one task at a time. Default: one for each processor. */
    OptionalInt count();

    /** RAM of each worker, such as {@code 4GB}. Default: the machine's, shared out evenly. */
    Optional<String> ram();

    /** GPUs such as {@code 2x24GB:fake}, dealt out to the workers one by one. */
    Optional<String> gpus();

    /** Labels that tasks may ask for. */
    Optional<List<String>> labels();

    /**
     * Committed tasks that may wait at one runner. Too few, and short tasks wait for a round trip between two; too many, and
     * they wait here while another worker is idle.
     */
    @WithDefault("8")
    int depth();

    /** How long an engine that was told to stop lets its tasks finish. What takes longer runs again elsewhere. */
    @WithDefault("8s")
    Duration drainGrace();
}
