package dev.hearth.files.access;

import dev.hearth.credentials.CredentialServerInterceptor;
import dev.hearth.credentials.InternalKey;
import dev.hearth.proto.v1.FilesGrpc;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.enterprise.inject.spi.Prioritized;
import jakarta.inject.Singleton;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Services and engines may call this service, each with its credential. */
@GlobalInterceptor
@Singleton
public final class CredentialCheck extends CredentialServerInterceptor implements Prioritized {
    CredentialCheck(@ConfigProperty(name = "hearth.files.internal-key") String internalKey) {
        super(new InternalKey(internalKey), Set.of(FilesGrpc.SERVICE_NAME));
    }

    @Override
    public int getPriority() {
        return ErrorAnswers.PRIORITY - 1;
    }
}
