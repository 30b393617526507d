package dev.hearth.agent.turn;

import dev.hearth.agent.calls.AppCall;
import dev.hearth.agent.chat.MessageStore;
import dev.hearth.agent.turn.Places.Place;
import dev.hearth.ids.TurnId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The turns this process owns: each has an actor, and a lease that is renewed for as long as it has one. */
@ApplicationScoped
class Turns {
    private static final Logger LOG = Logger.getLogger(Turns.class);

    /** Turns that are taken up at once; more are after them. */
    private static final int BATCH = 200;

    private static final long PASSED_OVER_MILLIS = 50;

    private final ConcurrentHashMap<TurnId, TurnActor> actors = new ConcurrentHashMap<>();
    private final Places places;
    private final TurnParts parts;
    private final TurnCommits commits;
    private final TurnLeases leases;
    private final Notices notices;
    private final Pool pool;
    private final Vertx vertx;
    private final ProcessName process;
    private volatile boolean draining;
    /** A turn found no place here: the next one that is free is for it. */
    private volatile boolean crowded;

    @Inject
    Turns(
            TurnParts parts,
            TurnCommits commits,
            TurnLeases leases,
            Notices notices,
            Pool pool,
            Vertx vertx,
            ProcessName process) {
        this.parts = parts;
        this.commits = commits;
        this.leases = leases;
        this.notices = notices;
        this.pool = pool;
        this.vertx = vertx;
        this.process = process;
        long history = parts.config().maxHistory().asLongValue();
        this.places = new Places(
                parts.config().maxOwned(), history, Math.min(history, MessageStore.MAX_HISTORY_BYTES), this::takeMore);
    }

    ProcessName process() {
        return process;
    }

    /**
     * A place for a turn that is about to be this process's; null: others, or this one later, will take it up. Whoever waits
     * for a place already comes first.
     */
    @Nullable
    Place takePlace() {
        Place place = draining || crowded ? null : places.take();
        if (place == null) {
            crowded();
        }
        return place;
    }

    /** Whether the place has room for so much of a chat. Else it is given back: the turn is taken up when there is room. */
    boolean fits(long bytes, Place place) {
        if (place.tryHold(bytes)) {
            return true;
        }
        crowded();
        place.free();
        return false;
    }

    /** A turn has to wait: what is free next is for it, and may have become free just now. */
    private void crowded() {
        crowded = true;
        takeMore();
    }

    Set<TurnId> owned() {
        return Set.copyOf(actors.keySet());
    }

    /** Works on a turn that was just stored as this process's, on the place that was kept for it. */
    void adopt(TurnState state, TurnScene scene, @Nullable AppCall question) {
        run(state, scene, Lanes.open(vertx), question);
    }

    /** Works on a turn that has become runnable, unless somebody else does. */
    void claim(TurnId id) {
        List<Place> room = draining || crowded ? List.of() : places.takeSome(1);
        if (room.isEmpty()) {
            crowded();
            notices.send(new Notice.WorkLeft());
            return;
        }
        Place place = room.getFirst();
        leases.claim(process, id)
                .subscribe()
                .with(turn -> turn.ifPresentOrElse(claimed -> begin(claimed, place), place::free), failure -> {
                    place.free();
                    LOG.warnf("a turn was not claimed, the sweep will: turnId=%s reason=%s", id, failure.toString());
                });
    }

    /** A command changed the turn: here or elsewhere, its owner goes on with it. */
    void changed(TurnState state) {
        Turn turn = state.turn();
        TurnActor actor = actors.get(turn.id());
        if (turn.phase() == TurnPhase.WORKING && turn.owner() == null) {
            claim(turn.id()); // also from an actor that lets it wait and is about to leave: it hears of nothing more
        } else if (actor != null) {
            actor.reload();
        } else if (turn.phase() == TurnPhase.WORKING) {
            notices.send(new Notice.TurnChanged(turn.id()));
        }
    }

    /** Something was written beside the turn: its owner, wherever it is, reads it again. */
    void readAgain(TurnId id) {
        heard(id);
        notices.send(new Notice.TurnChanged(id));
    }

    /** Another process changed the turn. */
    void heard(TurnId id) {
        TurnActor actor = actors.get(id);
        if (actor != null) {
            actor.reload();
        }
    }

    /** Somebody has begun to watch this turn's chat. */
    void showAgain(TurnId id) {
        TurnActor actor = actors.get(id);
        if (actor != null) {
            actor.showAgain();
        }
    }

    /** Takes turns that nobody works on. */
    Uni<Integer> takeWhatIsLeft() {
        return Uni.createFrom().deferred(() -> {
            crowded = false;
            List<Place> room = draining ? List.of() : places.takeSome(BATCH);
            if (room.isEmpty()) {
                crowded();
                return Uni.createFrom().item(0);
            }
            return leases.claimSome(process, room.size())
                    .onFailure()
                    .invoke(() -> room.forEach(Place::free))
                    .invoke(turns -> taken(turns, room))
                    .map(List::size);
        });
    }

    private void taken(List<Turn> turns, List<Place> room) {
        for (int i = 0; i < room.size(); i++) {
            if (i < turns.size()) {
                begin(turns.get(i), room.get(i));
            } else {
                room.get(i).free();
            }
        }
        if (turns.size() == room.size()) {
            crowded();
        }
    }

    private void takeMore() {
        if (crowded && !draining && places.hasRoom()) {
            takeWhatIsLeft()
                    .chain(count ->
                            count == 0 ? leases.isAnyFree() : Uni.createFrom().item(false))
                    .subscribe()
                    .with(
                            this::takePassedOver,
                            failure -> LOG.warnf("no turn was taken: reason=%s", failure.toString()));
        }
    }

    /** A turn was passed over because somebody was reading it, perhaps only for a moment. */
    private void takePassedOver(boolean isAny) {
        if (isAny) {
            vertx.setTimer(PASSED_OVER_MILLIS, _ -> crowded());
        }
    }

    /**
     * Renews all leases. What is somebody else's by now is left, and what was changed without this process having heard of
     * it is read again: a notice may be lost.
     */
    Uni<Void> renew() {
        Set<TurnId> ids = owned();
        return ids.isEmpty()
                ? Uni.createFrom().voidItem()
                : leases.renew(process, ids)
                        .invoke(revisions -> ids.forEach(id -> compare(id, revisions.get(id))))
                        .replaceWithVoid();
    }

    private void compare(TurnId id, @Nullable Long revision) {
        TurnActor actor = actors.get(id);
        if (actor != null && (revision == null || !actor.isAt(revision))) {
            actor.reload();
        }
    }

    /** Leaves everything to others, for good. */
    Uni<Void> drain() {
        draining = true;
        leave();
        return leases.release(process)
                .invoke(count -> {
                    if (count > 0) {
                        LOG.infof("turns were left to others: count=%d", count);
                        notices.send(new Notice.WorkLeft());
                    }
                })
                .replaceWithVoid();
    }

    /** Drops all actors as a crash would: the leases stay until they end. */
    void leave() {
        for (TurnActor actor : actors.values()) {
            actor.leave();
            actors.remove(actor.id(), actor);
            free(actor);
        }
    }

    private static void free(TurnActor actor) {
        Place place = actor.place();
        if (place != null) {
            place.free();
        }
    }

    private void begin(Turn turn, Place place) {
        Context lane = Lanes.open(vertx);
        lane.runOnContext(_ -> commits.load(turn.id())
                .chain(found -> found.filter(state -> state.turn().epoch() == turn.epoch())
                        .map(state -> scene(state, place)
                                .invoke(scene -> run(state, scene, lane, null))
                                .replaceWith(true))
                        .orElseGet(() -> Uni.createFrom().item(false)))
                .subscribe()
                .with(
                        begun -> {
                            if (!begun) {
                                place.free();
                            }
                        },
                        failure -> {
                            place.free();
                            LOG.errorf(
                                    failure,
                                    "a turn cannot be worked on; it is tried again when its lease has ended: turnId=%s",
                                    turn.id());
                        }));
    }

    private Uni<TurnScene> scene(TurnState state, Place place) {
        Turn turn = state.turn();
        int first = state.messages().getFirst().position();
        return parts.agents()
                .ofVersion(turn.agentVersion())
                .chain(agent -> MessageStore.history(
                                pool, turn.chat(), first, parts.config().historyMessages())
                        .map(history -> {
                            place.hold(history.bytes());
                            return new TurnScene(parts, agent, history, place);
                        }));
    }

    private void run(TurnState state, TurnScene scene, Context lane, @Nullable AppCall question) {
        TurnActor actor = new TurnActor(state, scene, process, parts, commits, lane, this::done);
        TurnActor older = actors.put(actor.id(), actor);
        if (older != null) {
            older.leave();
            free(older);
        }
        actor.start(question);
    }

    private void done(TurnActor actor, @Nullable TurnId next) {
        actors.remove(actor.id(), actor);
        free(actor);
        if (next != null) {
            claim(next);
        }
    }
}
