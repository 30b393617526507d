package dev.hearth.worker.peers;

import dev.hearth.credentials.Credentials;
import dev.hearth.worker.EngineConfig;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Channels to the gateway and to files-service; each call carries the engine's credential. */
@Singleton
public class Peers {
    private static final int MAX_MESSAGE_BYTES = 72 * 1024 * 1024;

    private final String credential;
    private final ManagedChannel gateway;
    private final ManagedChannel files;
    private final Patience patience;

    public Peers(EngineConfig engine, PeersConfig config) {
        this.credential = engine.credential().orElse("");
        this.gateway = open(config.gatewayAddress());
        this.files = open(config.filesAddress());
        this.patience = new Patience(config.patience(), this::reconnect);
    }

    public Channel gateway() {
        return gateway;
    }

    public Channel files() {
        return files;
    }

    /** Calls again what failed because its service was away. */
    public Patience patience() {
        return patience;
    }

    /** A new channel to an address. Callbacks run on the network thread, one hop less than with an executor. */
    public ManagedChannel open(String address) {
        return NettyChannelBuilder.forTarget(address)
                .usePlaintext()
                .directExecutor()
                .intercept(Credentials.attach(credential))
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .build();
    }

    private void reconnect() {
        gateway.resetConnectBackoff();
        files.resetConnectBackoff();
    }

    @PreDestroy
    void close() {
        gateway.shutdownNow();
        files.shutdownNow();
    }

    /** Default time a single call may take. */
    public static Duration callLimit() {
        return Duration.ofSeconds(20);
    }
}
