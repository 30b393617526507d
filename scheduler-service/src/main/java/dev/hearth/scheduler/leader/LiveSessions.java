package dev.hearth.scheduler.leader;

import dev.hearth.ids.EngineId;
import dev.hearth.ids.SessionId;
import dev.hearth.ids.TeamId;
import dev.hearth.scheduler.session.Session;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/** Every session that takes calls, and when the idle ones are due. Owned by the leader's thread. */
final class LiveSessions {
    private final Map<SessionId, LiveSession> byId = new HashMap<>();
    private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparing(Due::at));

    /** Those with an entry in {@link #due}: one each, however many calls they had. */
    private final Set<SessionId> watched = new HashSet<>();

    private record Due(Instant at, SessionId session) {}

    /** The new session; empty if there is one of that id. */
    Optional<LiveSession> add(Session session) {
        LiveSession live = new LiveSession(session);
        return byId.putIfAbsent(session.id(), live) == null ? Optional.of(live) : Optional.empty();
    }

    Optional<LiveSession> find(SessionId id) {
        return Optional.ofNullable(byId.get(id));
    }

    Optional<LiveSession> find(SessionId id, TeamId team) {
        return find(id).filter(live -> live.session().what().team().equals(team));
    }

    void remove(LiveSession live) {
        byId.remove(live.session().id(), live);
    }

    /** Active ones whose runner lives on this engine. */
    List<LiveSession> on(EngineId engine) {
        List<LiveSession> found = new ArrayList<>();
        for (LiveSession live : byId.values()) {
            Session.Place place = live.session().place();
            if (live.isActive()
                    && live.hasRunner()
                    && place != null
                    && place.engine().equals(engine)) {
                found.add(live);
            }
        }
        return found;
    }

    List<LiveSession> all() {
        return List.copyOf(byId.values());
    }

    /** Watches the idle time of a session, which only ever ends later than its entry says. */
    void idle(LiveSession live) {
        SessionId id = live.session().id();
        if (watched.add(id)) {
            due.add(new Due(live.session().expiresAt(), id));
        }
    }

    /** Sessions whose idle time is over. */
    List<LiveSession> takeOverdue(Instant now) {
        List<LiveSession> overdue = new ArrayList<>();
        for (Due next = due.peek(); next != null && !next.at().isAfter(now); next = due.peek()) {
            due.remove();
            watched.remove(next.session());
            LiveSession live = byId.get(next.session());
            if (live == null || !live.isActive() || !live.isIdle()) {
                continue; // a call that ends begins anew
            }
            if (live.isOverdue(now)) {
                overdue.add(live);
            } else {
                idle(live); // was kept alive
            }
        }
        return overdue;
    }
}
