package dev.hearth.scheduler.placement;

import dev.hearth.ids.TeamId;
import java.util.HashMap;
import java.util.Map;

/** Counts the workers that carry runners of sessions, against the share that may. Kept by {@link Fleet}. */
final class Carriers {
    private final SessionShare share;
    private final Map<TeamId, Integer> byTeam = new HashMap<>();
    private int workers;
    private int carriers;

    Carriers(SessionShare share) {
        this.share = share;
    }

    /** A worker that may be given tasks comes (1) or goes (-1), with the sessions it carries. */
    void count(Worker worker, int change) {
        workers += change;
        if (!worker.carriesSessions()) {
            return;
        }
        carriers += change;
        for (TeamId team : worker.sessionTeams()) {
            byTeam.merge(team, change, (a, b) -> a + b == 0 ? null : a + b);
        }
    }

    int workers() {
        return workers;
    }

    int carriers() {
        return carriers;
    }

    /** Whether one more worker may begin to carry sessions of this team. */
    boolean mayGrow(TeamId team) {
        return carriers < share.limitOfPool(workers) && mayGrowTeam(team);
    }

    /** Whether the worker may carry one more session of this team. */
    boolean mayCarry(Worker worker, TeamId team) {
        if (worker.sessionTeams().contains(team)) {
            return true;
        }
        return worker.carriesSessions() ? mayGrowTeam(team) : mayGrow(team);
    }

    private boolean mayGrowTeam(TeamId team) {
        return byTeam.getOrDefault(team, 0) < share.limitOfTeam(workers);
    }
}
