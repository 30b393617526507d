package dev.hearth.gateway.secret;

import dev.hearth.gateway.listing.CursorList;
import dev.hearth.gateway.listing.ListRequest;
import dev.hearth.gateway.team.Caller;
import dev.hearth.gateway.team.CurrentCaller;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Secrets, addressed by their key (wire protocol 6.3, 6.6). */
@Path("/secrets")
class SecretResource {
    private static final String READ = "secrets:read";
    private static final String WRITE = "secrets:write";

    private final Secrets secrets;
    private final CurrentCaller caller;

    SecretResource(Secrets secrets, CurrentCaller caller) {
        this.secrets = secrets;
        this.caller = caller;
    }

    @POST
    @Path("/list")
    public Uni<CursorList<SecretView>> list(@Nullable ListRequest body) {
        return secrets.list(caller.with(READ), body);
    }

    @POST
    public Uni<SecretView> create(
            @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = "application/json",
                                            schema = @Schema(implementation = NewSecret.class)))
                    byte[] body) {
        Caller setting = caller.with(WRITE);
        SecretBody secret = SecretBody.read(body);
        return secrets.set(setting, secret.requireKey(), secret);
    }

    @PUT
    @Path("/{key}")
    public Uni<SecretView> update(
            @RestPath String key,
            @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = "application/json",
                                            schema = @Schema(implementation = NewSecret.Value.class)))
                    byte[] body) {
        return secrets.update(caller.with(WRITE), key, SecretBody.read(body));
    }

    @DELETE
    @Path("/{key}")
    public Uni<Void> delete(@RestPath String key) {
        return secrets.delete(caller.with(WRITE), key);
    }

    @GET
    @Path("/reveal/{key}")
    @ResponseHeader(name = "Cache-Control", value = "no-store")
    public Uni<SecretView> reveal(@RestPath String key) {
        return secrets.reveal(caller.with(READ), key);
    }
}
