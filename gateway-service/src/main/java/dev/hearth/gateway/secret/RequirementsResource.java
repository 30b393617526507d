package dev.hearth.gateway.secret;

import dev.hearth.gateway.catalog.Need;
import dev.hearth.gateway.http.Requirement;
import dev.hearth.gateway.team.CurrentCaller;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says beforehand what a call would be refused for. */
@Path("/")
class RequirementsResource {
    private final TeamSecrets secrets;
    private final CurrentCaller caller;

    RequirementsResource(TeamSecrets secrets, CurrentCaller caller) {
        this.secrets = secrets;
        this.caller = caller;
    }

    @POST
    @Path("/integrations/check")
    public Uni<RequirementsView> checkIntegrations(@Valid @Nullable Wanted body) {
        return check(body);
    }

    /** The same by its newer name. */
    @POST
    @Path("/credentials/check")
    public Uni<RequirementsView> checkCredentials(@Valid @Nullable Wanted body) {
        return check(body);
    }

    private Uni<RequirementsView> check(@Nullable Wanted body) {
        List<Need> needs = body == null ? List.of() : body.needs();
        return secrets.of(caller.any().team()).map(known -> {
            List<Requirement> unmet = needs.stream()
                    .filter(need -> !need.isMetBy(known.names()))
                    .map(Need::requirement)
                    .toList();
            return new RequirementsView(unmet.isEmpty(), unmet);
        });
    }
}
