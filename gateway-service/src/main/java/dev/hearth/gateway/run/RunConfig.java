package dev.hearth.gateway.run;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of run requests. */
@ConfigMapping(prefix = "hearth.gateway.run")
public interface RunConfig {
    /**
     * How large an input may be after its files were taken out. It is held by every part on the way: larger ones cost
     * memory everywhere, smaller ones send more users to file uploads.
     */
    @WithDefault("4M")
    MemorySize maxInput();

    /**
     * How long a waiting request is held before it is answered with the live task. Above the idle limit of proxies in
     * front, they cut it off; much below, clients that wait have to poll.
     */
    @WithDefault("55s")
    Duration hold();
}
