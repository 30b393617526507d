package dev.hearth.gateway.catalog;

import dev.hearth.gateway.listing.CursorList;
import dev.hearth.gateway.listing.ListRequest;
import dev.hearth.gateway.team.CurrentCaller;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Apps and their versions. An app's id may also be its name in the team's own namespace. */
@Path("/apps")
class AppResource {
    private static final String READ = "apps:read";
    private static final String WRITE = "apps:write";

    private final Apps apps;
    private final Versions versions;
    private final Publisher publisher;
    private final CurrentCaller caller;

    AppResource(Apps apps, Versions versions, Publisher publisher, CurrentCaller caller) {
        this.apps = apps;
        this.versions = versions;
        this.publisher = publisher;
        this.caller = caller;
    }

    @POST
    public Uni<AppView> save(@Valid @NotNull(message = "is missing") AppUpdate body) {
        return apps.save(caller.with(WRITE), body);
    }

    @POST
    @Path("/list")
    public Uni<CursorList<AppView>> list(@Nullable ListRequest body) {
        return apps.list(caller.with(READ), body);
    }

    @GET
    @Path("/{id}")
    public Uni<AppView> read(@RestPath String id) {
        return apps.require(caller.with(READ), AppReference.ofId(id));
    }

    @POST
    @Path("/{id}")
    public Uni<AppView> update(@RestPath String id, @Valid @NotNull(message = "is missing") AppUpdate body) {
        return apps.update(caller.with(WRITE), AppReference.ofId(id), body);
    }

    @DELETE
    @Path("/{id}")
    public Uni<Void> delete(@RestPath String id) {
        return apps.delete(caller.with(WRITE), AppReference.ofId(id));
    }

    @GET
    @Path("/{namespace}/{name}")
    public Uni<AppView> readByName(@RestPath String namespace, @RestPath String name) {
        return apps.require(caller.with(READ), AppReference.of(namespace, name));
    }

    @POST
    @Path("/{namespace}/{name}/versions")
    @ResponseStatus(202)
    public Uni<VersionView> publish(
            @RestPath String namespace,
            @RestPath String name,
            @Valid @NotNull(message = "is missing") NewVersion body) {
        return publisher.publish(caller.with(WRITE), namespace, name, body);
    }

    @POST
    @Path("/{id}/versions/list")
    public Uni<CursorList<VersionView>> listVersions(@RestPath String id, @Nullable ListRequest body) {
        return versions.list(caller.with(READ), AppReference.ofId(id), body);
    }

    @GET
    @Path("/{id}/versions/{version}")
    public Uni<AppView> readVersion(@RestPath String id, @RestPath String version) {
        return apps.require(caller.with(READ), AppReference.ofId(id).atVersion(version));
    }

    @PUT
    @Path("/{id}/versions/{version}/current")
    public Uni<AppView> makeCurrent(@RestPath String id, @RestPath String version) {
        return versions.makeCurrent(caller.with(WRITE), AppReference.ofId(id), version);
    }
}
