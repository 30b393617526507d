package dev.hearth.gateway.testing;

import dev.hearth.credentials.CredentialServerInterceptor;
import dev.hearth.credentials.InternalKey;
import dev.hearth.embedded.FreePorts;
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
            builder.maxInboundMessageSize(96 * 1024 * 1024)
                    .permitKeepAliveTime(1, TimeUnit.SECONDS)
                    .intercept(new ErrorInterceptor())
                    .intercept(new CredentialServerInterceptor(new InternalKey(internalKey), Set.of()));
            this.server = FreePorts.listenAgain(() -> builder.build().start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends every connection and every call, as a killed process does. */
    void stop() {
        try {
            if (!server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a scripted server does not stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
