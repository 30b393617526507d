package dev.hearth.agent.skill;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Skills that are fetched by URL. */
@ConfigMapping(prefix = "hearth.agent.skill")
public interface SkillConfig {
    /** The largest text. A larger one is refused: half a skill misleads. */
    @WithDefault("256K")
    MemorySize maxSize();

    /** How long fetching one may take. */
    @WithDefault("15s")
    Duration limit();

    /** How long a text is remembered. Longer spares its server, and shows a change of it later. */
    @WithDefault("5m")
    Duration memory();
}
