package dev.hearth.channels;

import dev.hearth.credentials.Credentials;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * One channel per event loop and address, with the caller's credential on every call. A call made on an event loop is written
 * and answered on that very thread: no hop on the way out, none on the way back.
 */
public final class LoopChannels {
    private static final int MAX_MESSAGE_BYTES = 96 * 1024 * 1024;
    private static final int WINDOW_BYTES = 1024 * 1024;

    private final String credential;
    private final Map<Key, Open> open = new ConcurrentHashMap<>();

    public LoopChannels(String credential) {
        this.credential = credential;
    }

    public Channel of(EventLoop loop, String address) {
        return require(loop, address).intercepted();
    }

    /** As {@link #of} after a failure: connects at once, however long the channel itself would have waited. */
    public Channel again(EventLoop loop, String address) {
        Open channel = require(loop, address);
        channel.managed().resetConnectBackoff();
        return channel.intercepted();
    }

    /** Ends what is open. */
    public void close() {
        open.values().forEach(channel -> channel.managed().shutdownNow());
    }

    private Open require(EventLoop loop, String address) {
        return open.computeIfAbsent(new Key(loop, address), this::connect);
    }

    private Open connect(Key key) {
        ManagedChannel channel = NettyChannelBuilder.forTarget("dns:///" + key.address())
                .eventLoopGroup(key.loop())
                .channelType(NioSocketChannel.class)
                .directExecutor()
                .usePlaintext()
                .disableRetry()
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .flowControlWindow(WINDOW_BYTES)
                // A process that was stopped, not killed, keeps its connections open and silent.
                .keepAliveTime(10, TimeUnit.SECONDS)
                .keepAliveTimeout(2, TimeUnit.SECONDS)
                .build();
        return new Open(channel, ClientInterceptors.intercept(channel, Credentials.attach(credential)));
    }

    private record Open(ManagedChannel managed, Channel intercepted) {}

    private record Key(EventLoop loop, String address) {}
}
