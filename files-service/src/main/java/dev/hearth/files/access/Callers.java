package dev.hearth.files.access;

import dev.hearth.credentials.CredentialServerInterceptor;
import dev.hearth.credentials.Principal;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.TeamId;
import java.util.Optional;

/** On whose behalf the call being handled is made. */
public final class Callers {
    private Callers() {}

    /** The team a request names; it has to name one. */
    public static TeamId requireTeam(String teamId) {
        if (teamId.isEmpty()) {
            throw new ServiceException(ErrorCode.INVALID_REQUEST, "team_id is missing");
        }
        return new TeamId(teamId);
    }

    /** The team a request names; empty, for services only, means any. */
    public static Optional<TeamId> teamOrAny(String teamId) {
        Principal caller = CredentialServerInterceptor.CALLER.get();
        if (teamId.isEmpty() && caller.kind() == Principal.Kind.SERVICE) {
            return Optional.empty();
        }
        return Optional.of(requireTeam(teamId));
    }
}
