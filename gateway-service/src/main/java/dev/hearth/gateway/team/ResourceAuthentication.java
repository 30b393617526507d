package dev.hearth.gateway.team;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Lets a request reach a REST resource only with a valid API key, before anything of its body is looked at. */
public class ResourceAuthentication {
    private final Authentication authentication;
    private final CurrentCaller current;

    ResourceAuthentication(Authentication authentication, CurrentCaller current) {
        this.authentication = authentication;
        this.current = current;
    }

    @ServerRequestFilter
    public Uni<Void> authenticate(ContainerRequestContext request) {
        return authentication
                .callerOf(request.getHeaderString(HttpHeaders.AUTHORIZATION))
                .invoke(current::become)
                .replaceWithVoid();
    }
}
