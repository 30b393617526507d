package dev.hearth.agent.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.access.JsonBody;
import dev.hearth.credentials.Credentials;
import dev.hearth.credentials.InternalKey;
import dev.hearth.credentials.Principal;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.GrpcErrors;
import dev.hearth.errors.ServiceException;
import dev.hearth.proto.v1.AgentsGrpc;
import dev.hearth.proto.v1.Document;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.ConfigProvider;

/** The service as the gateway sees it. */
@Singleton
public class Clients {
    private static final long PATIENCE_SECONDS = 20;

    private final InternalKey key =
            new InternalKey(ConfigProvider.getConfig().getValue("HEARTH_INTERNAL_KEY", String.class));
    private final ManagedChannel channel = ManagedChannelBuilder.forAddress(
                    "127.0.0.1", ConfigProvider.getConfig().getValue("quarkus.grpc.server.test-port", Integer.class))
            .usePlaintext()
            .build();

    public AgentsGrpc.AgentsBlockingStub agents() {
        return AgentsGrpc.newBlockingStub(channel)
                .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .withInterceptors(Credentials.attach(key.credentialOf(Principal.service("gateway"))));
    }

    public static JsonNode json(Document document) {
        return JsonBody.stored(document.getJson().toStringUtf8());
    }

    /** The error that a call ended with; empty: an undeclared one. */
    public static Optional<ServiceException> errorOf(StatusRuntimeException failure) {
        return GrpcErrors.fromGrpc(failure);
    }

    /** Fails unless the call is refused with this code. */
    public static ServiceException refused(ErrorCode code, Runnable call) {
        try {
            call.run();
        } catch (StatusRuntimeException failure) {
            ServiceException error = errorOf(failure).orElseThrow(() -> failure);
            if (error.code() != code) {
                throw new AssertionError("expected " + code, error);
            }
            return error;
        }
        throw new AssertionError("was not refused with " + code);
    }

    @PreDestroy
    void close() {
        channel.shutdownNow();
    }
}
