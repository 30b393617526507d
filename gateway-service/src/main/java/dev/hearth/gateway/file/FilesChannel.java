package dev.hearth.gateway.file;

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

/** The connection to files-service, with this service's credential on every call. */
@Singleton
class FilesChannel {
    private final ManagedChannel managed;
    private final Channel intercepted;

    @Inject
    FilesChannel(FilesConfig config, @ConfigProperty(name = "hearth.gateway.internal-key") String key) {
        this.managed = NettyChannelBuilder.forTarget("dns:///" + config.address())
                .usePlaintext()
                .directExecutor()
                .keepAliveTime(20, TimeUnit.SECONDS)
                .keepAliveTimeout(5, TimeUnit.SECONDS)
                .build();
        String credential = new InternalKey(key).credentialOf(Principal.service("gateway"));
        this.intercepted = ClientInterceptors.intercept(managed, Credentials.attach(credential));
    }

    Channel channel() {
        return intercepted;
    }

    @PreDestroy
    void close() {
        managed.shutdownNow();
    }
}
