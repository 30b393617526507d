package dev.hearth.worker.control;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/** How the engine finds the scheduler and keeps in touch. */
@ConfigMapping(prefix = "hearth.worker.control")
public interface ControlConfig {
    /** {@code host:port} of the scheduler's replicas; each is tried until one leads. */
    @WithDefault("127.0.0.1:9082")
    List<String> schedulerAddresses();

    /** How long a leader has to welcome the engine before the next address is tried. */
    @WithDefault("5s")
    Duration welcomeLimit();

    /** First pause between two tries; it doubles … */
    @WithDefault("50ms")
    Duration firstPause();

    /** … up to this. Longer spares a broken network, and adds to the time until a new leader hears of its engines. */
    @WithDefault("1s")
    Duration longestPause();

    /**
     * How long RUNNING is kept back, for calls that end within it: their result tells it too. Longer and live watchers see
     * calls run late, shorter and the leader hears twice of each short call.
     */
    @WithDefault("5ms")
    Duration holdProgress();

    /**
     * How long the engine may be without a lease, from its start on too, until it says that it is not ready. Shorter than a
     * leader's restart, and every one of those shows; longer, and an engine that gets no work looks well.
     */
    @WithDefault("20s")
    Duration readyGrace();

    /** How long an engine that ends waits for its last results to be settled. */
    @WithDefault("2s")
    Duration settleLimit();
}
