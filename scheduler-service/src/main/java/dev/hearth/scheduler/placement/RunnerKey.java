package dev.hearth.scheduler.placement;

import dev.hearth.ids.SessionId;
import dev.hearth.ids.SetupHash;
import dev.hearth.ids.TeamId;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks may share a runner: those of one team with one setup hash, and, where they belong to a session, of that
 * session alone.
 *
 * @param session whose runner it is; null: no session's. A session's runner is never evicted
 */
public record RunnerKey(
        TeamId team, SetupHash setupHash, @Nullable SessionId session) {
    /** Of no session. */
    public RunnerKey(TeamId team, SetupHash setupHash) {
        this(team, setupHash, null);
    }

    boolean isOfSession() {
        return session != null;
    }
}
