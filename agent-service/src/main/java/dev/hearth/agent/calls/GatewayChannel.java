package dev.hearth.agent.calls;

import dev.hearth.channels.LoopChannels;
import dev.hearth.credentials.InternalKey;
import dev.hearth.credentials.Principal;
import io.grpc.Channel;
import io.netty.channel.EventLoop;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The connections to the gateway, with this service's credential on every call. */
@Singleton
class GatewayChannel {
    private final String address;
    private final LoopChannels channels;

    @Inject
    GatewayChannel(CallsConfig config, @ConfigProperty(name = "hearth.agent.internal-key") String key) {
        this.address = config.address();
        this.channels = new LoopChannels(new InternalKey(key).credentialOf(Principal.service("agent")));
    }

    Channel of(EventLoop loop) {
        return channels.of(loop, address);
    }

    /** As {@link #of} after a failure: connects at once, however long the channel itself would have waited. */
    Channel again(EventLoop loop) {
        return channels.again(loop, address);
    }

    @PreDestroy
    void close() {
        channels.close();
    }
}
