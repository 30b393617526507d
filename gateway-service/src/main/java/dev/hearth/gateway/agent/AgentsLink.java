package dev.hearth.gateway.agent;

import dev.hearth.credentials.Credentials;
import dev.hearth.credentials.InternalKey;
import dev.hearth.credentials.Principal;
import dev.hearth.gateway.replica.ReplicaChannels;
import dev.hearth.gateway.replica.ReplicaChoice;
import dev.hearth.gateway.replica.SilentReplicas;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The connections to the replicas of agent-service, with this service's credential on every call. */
@Singleton
public class AgentsLink {
    /** A chat is shown whole, however long it is. */
    private static final int MAX_DOCUMENT_BYTES = 64 * 1024 * 1024;

    private final ManagedChannel managed;
    private final Channel intercepted;
    private final SilentReplicas silent = new SilentReplicas();

    @Inject
    public AgentsLink(AgentsConfig config, @ConfigProperty(name = "hearth.gateway.internal-key") String key) {
        // gRPC sends again by itself what no replica can have seen; the rest is decided call by call.
        this.managed = ReplicaChannels.to(config.addresses())
                .usePlaintext()
                .directExecutor()
                .maxInboundMessageSize(MAX_DOCUMENT_BYTES)
                // A process that was stopped, not killed, keeps its connections open and silent.
                .keepAliveTime(10, TimeUnit.SECONDS)
                .keepAliveTimeout(3, TimeUnit.SECONDS)
                .build();
        String credential = new InternalKey(key).credentialOf(Principal.service("gateway"));
        this.intercepted = ClientInterceptors.intercept(managed, Credentials.attach(credential));
    }

    Channel channel() {
        return intercepted;
    }

    /** After a failure: connects at once, however long the channel itself would have waited. */
    Channel again() {
        managed.resetConnectBackoff();
        return intercepted;
    }

    /** Which replica the next call goes to. */
    ReplicaChoice choice() {
        return silent.choice();
    }

    @PreDestroy
    public void close() {
        managed.shutdownNow();
    }
}
