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

    /** When a jail is used. */
    enum Mode {
        AUTO,
        OFF,
        REQUIRED
    }
}
