package dev.hearth.gateway.team;

import dev.hearth.gateway.storage.AnswersInTime;
import dev.hearth.ids.ApiKeyId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.UserId;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Decides about teams. */
@ApplicationScoped
@AnswersInTime
class Teams {
    private final TeamRepository teams;
    private final TeamConfig config;
    private final Clock clock;

    Teams(TeamRepository teams, TeamConfig config, Clock clock) {
        this.teams = teams;
        this.config = config;
        this.clock = clock;
    }

    @WithSession
    Uni<MeView> whoIs(Caller caller) {
        return teams.requireUser(caller.user())
                .chain(user -> teams.require(caller.team()).map(team -> MeView.of(caller, user, team)));
    }

    /** All teams for the owner of {@code local}, the own one for everybody else. */
    @WithSession
    Uni<List<TeamView>> list(Caller caller) {
        Uni<List<TeamRow>> rows =
                isOfLocal(caller) ? teams.list() : teams.require(caller.team()).map(List::of);
        return rows.map(found -> found.stream().map(TeamView::of).toList());
    }

    /** Makes a team with an owner and the owner's key. */
    @WithTransaction
    Uni<TeamView> create(Caller caller, NewTeam wanted) {
        if (!isOfLocal(caller)) {
            return Uni.createFrom().failure(TeamErrors.notTheOwner());
        }
        String username = wanted.username();
        return teams.isTaken(username)
                .chain(taken -> taken
                        ? Uni.createFrom().failure(TeamErrors.usernameTaken(username))
                        : add(wanted, clock.instant()));
    }

    private Uni<TeamView> add(NewTeam wanted, Instant now) {
        String name = wanted.name() == null || wanted.name().isBlank() ? wanted.username() : wanted.name();
        String email = wanted.email() == null ? "" : wanted.email();
        TeamRow team = new TeamRow(TeamId.random().value(), wanted.username(), name, now);
        UserRow owner = new UserRow(UserId.random().value(), team.id, email, name, now);
        ApiKeySecret secret = ApiKeySecret.random();
        ApiKeyRow key = new ApiKeyRow(ApiKeyId.random().value(), owner, "owner", secret, now);
        return teams.add(team, owner, key).replaceWith(() -> TeamView.of(team, secret));
    }

    private boolean isOfLocal(Caller caller) {
        return caller.team().equals(config.localTeamId());
    }
}
