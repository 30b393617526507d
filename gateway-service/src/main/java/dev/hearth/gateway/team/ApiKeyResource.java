package dev.hearth.gateway.team;

import dev.hearth.gateway.listing.CursorList;
import dev.hearth.gateway.listing.ListRequest;
import dev.hearth.ids.ApiKeyId;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** API keys. */
@Path("/apikeys")
class ApiKeyResource {
    private final ApiKeys keys;
    private final CurrentCaller caller;

    ApiKeyResource(ApiKeys keys, CurrentCaller caller) {
        this.keys = keys;
        this.caller = caller;
    }

    @POST
    public Uni<ApiKeyView> create(@Valid @NotNull(message = "is missing") NewApiKey body) {
        return keys.create(caller.with("apikeys:write"), body);
    }

    @POST
    @Path("/list")
    public Uni<CursorList<ApiKeyView>> list(@Nullable ListRequest body) {
        return keys.list(caller.with("apikeys:read"), body);
    }

    @DELETE
    @Path("/{id}")
    public Uni<Void> delete(@RestPath String id) {
        return keys.delete(caller.with("apikeys:write"), new ApiKeyId(id));
    }
}
