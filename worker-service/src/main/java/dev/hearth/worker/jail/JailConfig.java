package dev.hearth.worker.jail;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where foreign code runs. */
@ConfigMapping(prefix = "hearth.worker.jail")
public interface JailConfig {
    /** {@code auto}: bubblewrap where it works; {@code off}: never; {@code required}: without it the engine does not start. */
    @WithDefault("auto")
    Mode mode();

    /** The one team served without a jail. Empty: none, and an engine without a jail refuses every task. */
    @WithDefault("hearth00000000000000000001")
    String freeTeamId();

    /** First of the user ids given to teams, one each, where the engine is root. Nothing else may use this range. */
    @WithDefault("1879048192")
    int uidBase();

    /** How many there are. */
    @WithDefault("1000000")
    int uidCount();

    /**
     * Processes and threads that one runner or build may have at a time. Too few, and libraries that start a thread for each
     * processor fail; too many, and a fork bomb slows its neighbours down before it is ended. 0: no limit.
     */
    @WithDefault("1024")
    int maxProcesses();

    /**
     * Whether the kernel holds memory and processes to their limits where the engine may make control groups. Else the engine
     * counts now and then, which a quick bomb may outrun for a moment.
     */
    @WithDefault("true")
    boolean controlGroups();

    /** When a jail is used. */
    enum Mode {
        AUTO,
        OFF,
        REQUIRED
    }
}
