package dev.hearth.gateway.team;

import dev.hearth.ids.TeamId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;

/** Who owns which namespace: its team, and {@code local} whatever nobody else owns. To be called within a transaction. */
@ApplicationScoped
public class Namespaces {
    private final TeamRepository teams;
    private final TeamConfig config;
    private final Clock clock;

    Namespaces(TeamRepository teams, TeamConfig config, Clock clock) {
        this.teams = teams;
        this.config = config;
        this.clock = clock;
    }

    /** The caller's own namespace: its team's username. */
    public Uni<String> ownOf(Caller caller) {
        return teams.require(caller.team()).map(team -> team.username);
    }

    /** Makes sure that the caller may put an app into a namespace; 403 if it is another team's. */
    public Uni<Void> claim(Caller caller, String namespace) {
        Instant now = clock.instant();
        boolean mayTakeAny = caller.team().equals(config.localTeamId());
        return (mayTakeAny ? teams.claim(namespace, caller.team(), now) : teams.findNamespace(namespace))
                .invoke(row -> {
                    if (row == null || !new TeamId(row.teamId).equals(caller.team())) {
                        throw TeamErrors.namespaceOfAnother(namespace);
                    }
                })
                .replaceWithVoid();
    }
}
