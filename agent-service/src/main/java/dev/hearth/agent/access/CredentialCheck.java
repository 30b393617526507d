package dev.hearth.agent.access;

import dev.hearth.credentials.CredentialServerInterceptor;
import dev.hearth.credentials.InternalKey;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.enterprise.inject.spi.Prioritized;
import jakarta.inject.Singleton;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Services may call this service, each with its credential; engines, which run other people's code, may not. */
@GlobalInterceptor
@Singleton
public final class CredentialCheck extends CredentialServerInterceptor implements Prioritized {
    CredentialCheck(@ConfigProperty(name = "hearth.agent.internal-key") String internalKey) {
        super(new InternalKey(internalKey), Set.of());
    }

    @Override
    public int getPriority() {
        return ErrorAnswers.PRIORITY - 1;
    }
}
