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

    /** How long fetching one may take. A message waits for those of its agent, and is answered within 8 s. */
    @WithDefault("5s")
    Duration limit();

    /** How old a text may be before it is fetched again. Longer spares its server, and shows a change of it later. */
    @WithDefault("5m")
    Duration memory();

    /** How old a text may be that stands in for one that cannot be fetched just now. */
    @WithDefault("1d")
    Duration fallback();
}
