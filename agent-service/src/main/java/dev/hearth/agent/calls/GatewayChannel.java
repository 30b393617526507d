package dev.hearth.agent.calls;

import dev.hearth.credentials.Credentials;
import dev.hearth.credentials.InternalKey;
import dev.hearth.credentials.Principal;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The connections to the gateway, with this service's credential on every call. Each event loop has one of its own: a call
 * is written and answered on the thread that makes it.
 */
@Singleton
class GatewayChannel {
    private static final int MAX_MESSAGE_BYTES = 96 * 1024 * 1024;
    private static final int WINDOW_BYTES = 1024 * 1024;

    private final String address;
    private final String credential;
    private final Map<EventLoop, Open> open = new ConcurrentHashMap<>();

    @Inject
    GatewayChannel(CallsConfig config, @ConfigProperty(name = "hearth.agent.internal-key") String key) {
        this.address = config.address();
        this.credential = new InternalKey(key).credentialOf(Principal.service("agent"));
    }

    Channel of(EventLoop loop) {
        return require(loop).intercepted();
    }

    /** As {@link #of} after a failure: connects at once, however long the channel itself would have waited. */
    Channel again(EventLoop loop) {
        Open channel = require(loop);
        channel.managed().resetConnectBackoff();
        return channel.intercepted();
    }

    @PreDestroy
    void close() {
        open.values().forEach(channel -> channel.managed().shutdownNow());
    }

    private Open require(EventLoop loop) {
        return open.computeIfAbsent(loop, this::connect);
    }

    private Open connect(EventLoop loop) {
        ManagedChannel channel = NettyChannelBuilder.forTarget("dns:///" + address)
                .eventLoopGroup(loop)
                .channelType(NioSocketChannel.class)
                .usePlaintext()
                .directExecutor()
                .disableRetry()
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .flowControlWindow(WINDOW_BYTES)
                // A gateway that was stopped, not killed, keeps its connections open and silent.
                .keepAliveTime(10, TimeUnit.SECONDS)
                .keepAliveTimeout(2, TimeUnit.SECONDS)
                .build();
        return new Open(channel, ClientInterceptors.intercept(channel, Credentials.attach(credential)));
    }

    private record Open(ManagedChannel managed, Channel intercepted) {}
}
