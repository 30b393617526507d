package dev.hearth.gateway.agent;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.gateway.storage.FreshContext;
import dev.hearth.gateway.team.Caller;
import dev.hearth.gateway.team.Namespaces;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.regex.Pattern;

/** The namespaces of the catalog: agents and apps share them. */
@ApplicationScoped
class ClaimedNamespaces implements AgentNamespaces {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");

    private final Namespaces namespaces;
    private final FreshContext context;

    ClaimedNamespaces(Namespaces namespaces, FreshContext context) {
        this.namespaces = namespaces;
        this.context = context;
    }

    @Override
    public Uni<String> forNewAgent(Caller caller, String named) {
        if (!named.isEmpty() && !NAME.matcher(named).matches()) {
            throw new ServiceException(
                    ErrorCode.INVALID_REQUEST,
                    "namespace must be 1 to 128 letters, digits, '-', '_' or '.', and start with a letter or digit");
        }
        return context.run(() -> claimed(caller, named));
    }

    @WithTransaction
    Uni<String> claimed(Caller caller, String named) {
        return named.isEmpty()
                ? namespaces.ownOf(caller)
                : namespaces.claim(caller, named).replaceWith(named);
    }
}
