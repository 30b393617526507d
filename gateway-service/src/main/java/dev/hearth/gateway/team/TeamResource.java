package dev.hearth.gateway.team;

import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;

/** Teams. */
@Path("/teams")
class TeamResource {
    private final Teams teams;
    private final CurrentCaller caller;

    TeamResource(Teams teams, CurrentCaller caller) {
        this.teams = teams;
        this.caller = caller;
    }

    @GET
    public Uni<List<TeamView>> list() {
        return teams.list(caller.with("teams:read"));
    }

    @POST
    public Uni<TeamView> create(@Valid @NotNull(message = "is missing") NewTeam body) {
        return teams.create(caller.with("teams:write"), body);
    }
}
