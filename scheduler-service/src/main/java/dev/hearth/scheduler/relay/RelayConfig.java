package dev.hearth.scheduler.relay;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How committed events reach the topic. */
@ConfigMapping(prefix = "hearth.scheduler.relay")
public interface RelayConfig {
    /** The pool whose events these are; that of the leader. */
    String pool();

    String topic();

    /** Partitions of a topic that has to be made. */
    @WithDefault("12")
    int partitions();

    @WithDefault("1")
    short replicas();

    /** Events sent and not yet acknowledged by the broker. More hides its latency, and is sent again after a crash. */
    @WithDefault("1000")
    int maxInFlight();

    /** Committed events kept in memory; beyond that they are read back from the table. */
    @WithDefault("10000")
    int maxQueued();

    /** How often the mark is stored. Less often means more repeats after a crash. */
    @WithDefault("500ms")
    Duration markEvery();

    /** How long to wait after the broker or the table failed. */
    @WithDefault("1s")
    Duration retryAfter();
}
