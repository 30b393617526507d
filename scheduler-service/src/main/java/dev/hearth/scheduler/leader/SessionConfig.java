package dev.hearth.scheduler.leader;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many workers may carry runners of sessions. One is always left to the others, unless it is the only one. */
@ConfigMapping(prefix = "hearth.scheduler.session")
public interface SessionConfig {
    /** Share of all workers. Low keeps workers free of pinned memory, high admits more sessions at once. */
    @WithDefault("1.0")
    double share();

    /** Share for the sessions of one team. Low keeps one team from taking all there is. */
    @WithDefault("1.0")
    double teamShare();
}
