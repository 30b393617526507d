package dev.hearth.worker.peers;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Where the services an engine calls are. */
@ConfigMapping(prefix = "hearth.worker.peers")
public interface PeersConfig {
    /** {@code host:port} of the gateway's gRPC. */
    @WithDefault("127.0.0.1:9080")
    String gatewayAddress();

    /** {@code host:port} of files-service's gRPC. */
    @WithDefault("127.0.0.1:9081")
    String filesAddress();

    /**
     * How long a call is tried again while its service is away. Too short, and a restart of that service fails tasks; too
     * long, and a task waits without a word.
     */
    @WithDefault("60s")
    Duration patience();
}
