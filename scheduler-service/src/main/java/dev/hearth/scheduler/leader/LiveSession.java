package dev.hearth.scheduler.leader;

import dev.hearth.scheduler.engine.EngineOrder.RunnerName;
import dev.hearth.scheduler.session.Session;
import dev.hearth.scheduler.session.SessionStatus;
import dev.hearth.scheduler.storage.SessionEffect;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A session that takes calls, or did until a moment ago, as the leader holds it: what was decided, and the calls that
 * have not ended, in the order of their arrival. The first of them has the turn. Owned by the leader's thread.
 */
final class LiveSession {
    private final NavigableMap<Long, LiveTask> open = new TreeMap<>();
    private Session session;
    private boolean hasRunner;
    private Instant lastArrival = Instant.EPOCH;

    LiveSession(Session session) {
        this.session = session;
    }

    Session session() {
        return session;
    }

    boolean isActive() {
        return session.isActive();
    }

    /** Whether its runner was set up; before that its first call may still move to another engine. */
    boolean hasRunner() {
        return hasRunner;
    }

    void runnerIs(Session.Place place) {
        hasRunner = true;
        session = session.at(place);
    }

    /** Whether its runner, once set up, lives there. */
    boolean livesAt(Session.Place place) {
        return hasRunner && place.equals(session.place());
    }

    RunnerName runner() {
        return new RunnerName(session.what().team(), session.what().setupHash(), session.id());
    }

    void over(SessionStatus reason, Instant now) {
        session = session.over(reason, now);
    }

    void activeAt(Instant now) {
        session = session.activeAt(now);
    }

    void called(Instant now) {
        session = session.called(now);
    }

    void join(LiveTask call) {
        open.put(call.sequence(), call);
        lastArrival = call.task().createdAt();
    }

    void leave(LiveTask call) {
        open.remove(call.sequence());
    }

    boolean isTurnOf(LiveTask call) {
        return !open.isEmpty() && open.firstKey() == call.sequence();
    }

    /** Calls that go before this one. */
    int before(LiveTask call) {
        return open.headMap(call.sequence()).size();
    }

    Optional<LiveTask> turn() {
        return open.isEmpty() ? Optional.empty() : Optional.of(open.firstEntry().getValue());
    }

    List<LiveTask> open() {
        return List.copyOf(open.values());
    }

    boolean isIdle() {
        return open.isEmpty();
    }

    boolean isOverdue(Instant now) {
        return isActive() && isIdle() && !session.expiresAt().isAfter(now);
    }

    /** When a call that comes now arrives: after all before it, also where clocks are coarse, because rows keep their order so. */
    Instant arrival(Instant now) {
        Instant earliest = lastArrival.plus(1, ChronoUnit.MICROS);
        return now.isBefore(earliest) ? earliest : now;
    }

    /** As it is shown: while a call runs, its idle time has not begun. */
    Session shown(Instant now) {
        return isActive() && !isIdle() ? session.activeAt(now) : session;
    }

    /** What the next change of this call means for the session. */
    SessionEffect effectOf(LiveTask call) {
        return new SessionEffect(
                session, call.stored() == null && call.task().spec().opensSession());
    }
}
