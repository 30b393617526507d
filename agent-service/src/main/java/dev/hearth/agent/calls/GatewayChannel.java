package dev.hearth.agent.calls;

import dev.hearth.credentials.Credentials;
import dev.hearth.credentials.InternalKey;
import dev.hearth.credentials.Principal;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The connection to the gateway, with this service's credential on every call. */
@Singleton
class GatewayChannel {
    private static final int MAX_MESSAGE_BYTES = 96 * 1024 * 1024;
    private static final int WINDOW_BYTES = 1024 * 1024;

    private final ManagedChannel managed;
    private final Channel intercepted;

    @Inject
    GatewayChannel(CallsConfig config, @ConfigProperty(name = "hearth.agent.internal-key") String key) {
        this.managed = NettyChannelBuilder.forTarget("dns:///" + config.address())
                .usePlaintext()
                .directExecutor()
                .disableRetry()
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .flowControlWindow(WINDOW_BYTES)
                // A gateway that was stopped, not killed, keeps its connections open and silent.
                .keepAliveTime(10, TimeUnit.SECONDS)
                .keepAliveTimeout(2, TimeUnit.SECONDS)
                .build();
        String credential = new InternalKey(key).credentialOf(Principal.service("agent"));
        this.intercepted = ClientInterceptors.intercept(managed, Credentials.attach(credential));
    }

    Channel channel() {
        return intercepted;
    }

    /** As {@link #channel} after a failure: connects at once, however long the channel itself would have waited. */
    Channel again() {
        managed.resetConnectBackoff();
        return intercepted;
    }

    @PreDestroy
    void close() {
        managed.shutdownNow();
    }
}
