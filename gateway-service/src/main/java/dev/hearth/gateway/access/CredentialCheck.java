package dev.hearth.gateway.access;

import dev.hearth.credentials.CredentialServerInterceptor;
import dev.hearth.credentials.InternalKey;
import dev.hearth.proto.v1.CatalogGrpc;
import dev.hearth.proto.v1.SecretsGrpc;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.enterprise.inject.spi.Prioritized;
import jakarta.inject.Singleton;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Services and engines may ask the catalog and for secrets, each with its credential; calls of apps are not open to engines,
 * which run other people's code. What a service may ask for is said by each of the three.
 */
@GlobalInterceptor
@Singleton
public final class CredentialCheck extends CredentialServerInterceptor implements Prioritized {
    CredentialCheck(@ConfigProperty(name = "hearth.gateway.internal-key") String internalKey) {
        super(new InternalKey(internalKey), Set.of(CatalogGrpc.SERVICE_NAME, SecretsGrpc.SERVICE_NAME));
    }

    @Override
    public int getPriority() {
        return ErrorAnswers.PRIORITY - 1;
    }
}
