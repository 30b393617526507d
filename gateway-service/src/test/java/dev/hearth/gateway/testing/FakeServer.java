package dev.hearth.gateway.testing;

import dev.hearth.credentials.CredentialServerInterceptor;
import dev.hearth.credentials.InternalKey;
import dev.hearth.errors.ErrorInterceptor;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A peer's gRPC server, as strict about credentials as the real one. */
final class FakeServer {
    private final Server server;

    FakeServer(int port, String internalKey, BindableService... services) {
        try {
            NettyServerBuilder builder =
                    NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            List.of(services).forEach(builder::addService);
            builder.maxInboundMessageSize(96 * 1024 * 1024);
            this.server = builder.intercept(new ErrorInterceptor())
                    .intercept(new CredentialServerInterceptor(new InternalKey(internalKey), Set.of()))
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives the port back before it returns: the next one listens on the same. */
    void stop() {
        try {
            server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
