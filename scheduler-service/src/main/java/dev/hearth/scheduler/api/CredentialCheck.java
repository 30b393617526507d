package dev.hearth.scheduler.api;

import dev.hearth.credentials.CredentialServerInterceptor;
import dev.hearth.credentials.InternalKey;
import dev.hearth.proto.v1.EngineControlGrpc;
import dev.hearth.proto.v1.EngineDataGrpc;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.inject.Singleton;
import java.util.Set;

/** Every call needs a credential; engines reach their two streams and nothing else. */
@Singleton
@GlobalInterceptor
class CredentialCheck extends CredentialServerInterceptor {
    CredentialCheck(AccessConfig config) {
        super(
                new InternalKey(config.internalKey()),
                Set.of(EngineControlGrpc.SERVICE_NAME, EngineDataGrpc.SERVICE_NAME));
    }
}
