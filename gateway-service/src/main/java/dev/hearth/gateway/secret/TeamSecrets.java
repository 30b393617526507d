package dev.hearth.gateway.secret;

import dev.hearth.ids.TeamId;
import io.smallrye.mutiny.Uni;

/** Which secrets teams have. Answers come from memory, at most 2 s old; a change made here is seen by the next call. */
public interface TeamSecrets {
    /** What this team has set; never a value. Completes at once when it was asked for lately. */
    Uni<SecretSet> of(TeamId team);
}
