package dev.hearth.scheduler.leader;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Who leads. */
@ConfigMapping(prefix = "hearth.scheduler.leader")
public interface LeaderConfig {
    /** The pool this replica belongs to: one leader, its engines, its queue. */
    @WithDefault("default")
    String pool();

    /** {@code host:port} under which engines and gateways reach this replica. */
    String advertised();

    /** The lease row ends when it was not renewed for this long. Shorter mistakes pauses for deaths, longer delays takeovers. */
    @WithDefault("2s")
    Duration lease();

    /** How often the leader renews; at most a third of the lease. */
    @WithDefault("500ms")
    Duration renewEvery();

    /** The leader stops trusting its lease this long before the row ends. Covers a renewal's way and the clocks' drift. */
    @WithDefault("300ms")
    Duration trustMargin();

    /** How often a standby looks whether the lease has ended. */
    @WithDefault("250ms")
    Duration campaignEvery();

    /** Off in tests that lead by hand. */
    @WithDefault("true")
    boolean campaigns();
}
