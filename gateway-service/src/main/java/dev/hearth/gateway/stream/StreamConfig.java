package dev.hearth.gateway.stream;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of task streams. */
@ConfigMapping(prefix = "hearth.gateway.stream")
public interface StreamConfig {
    /** Silence after which a heartbeat is sent. Clients with a read time-out of 5 s leave when it comes near that. */
    @WithDefault("3s")
    Duration heartbeat();

    /** How long a client may leave its connection full before it is cut off; what waits for it costs memory here. */
    @WithDefault("30s")
    Duration slowClient();

    /** Least time between two lines that only bring logs. Below 100 ms, chatty apps flood their watchers. */
    @WithDefault("100ms")
    Duration logInterval();
}
