package dev.hearth.gateway.team;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** Whose key this is: a cheap check of a credential. */
@Path("/me")
class MeResource {
    private final Teams teams;
    private final CurrentCaller caller;

    MeResource(Teams teams, CurrentCaller caller) {
        this.teams = teams;
        this.caller = caller;
    }

    @GET
    public Uni<MeView> me() {
        return teams.whoIs(caller.any());
    }
}
