package dev.hearth.worker.runner;

import dev.hearth.ids.SetupHash;
import dev.hearth.ids.TeamId;

/**
 * Which calls a runner may take.
 *
 * @param sessionId the session it is held for; empty: none
 */
public record RunnerKey(TeamId team, SetupHash setupHash, String sessionId) {
    /** Whether it is kept until its session is over, however long it is idle. */
    public boolean isOfSession() {
        return !sessionId.isEmpty();
    }
}
