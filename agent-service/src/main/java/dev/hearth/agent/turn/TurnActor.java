package dev.hearth.agent.turn;

import dev.hearth.agent.calls.AppCall;
import dev.hearth.agent.turn.Places.Place;
import dev.hearth.ids.ToolInvocationId;
import dev.hearth.ids.TurnId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Works on one turn for as long as this process owns it. What happened is applied to the state in memory, the steps that
 * follow are decided, the difference is committed, and only then is anything started. A write that meets somebody else's
 * reads the turn again and is made anew.
 *
 * <p>All of it runs on the turn's lane; {@link #reload}, {@link #leave} and {@link #start} may be called from any thread.
 */
final class TurnActor {
    private static final Logger LOG = Logger.getLogger(TurnActor.class);
    private static final long RETRY_MILLIS = 100;
    private static final long MAX_RETRY_MILLIS = 5000;
    private static final long SUSPENDED_MILLIS = 30_000;

    private final TurnId id;
    private final long epoch;
    private final ProcessName process;
    private final TurnParts parts;
    private final TurnCommits commits;
    private final Context lane;
    private final TurnScene scene;
    private final Owner owner;
    private final ToolRunners tools;
    private final LlmWork llm;
    private final Deque<TurnEvent> happened = new ArrayDeque<>();
    private volatile TurnState state;
    private boolean readAgain;
    private boolean lookAgain;
    private boolean committing;
    private boolean closed;
    private int failures;
    private long deadlineTimer = -1;

    TurnActor(
            TurnState state,
            TurnScene scene,
            ProcessName process,
            TurnParts parts,
            TurnCommits commits,
            Context lane,
            Owner owner) {
        this.id = state.turn().id();
        this.epoch = state.turn().epoch();
        this.state = state;
        this.scene = scene;
        this.process = process;
        this.parts = parts;
        this.commits = commits;
        this.lane = lane;
        this.owner = owner;
        this.tools = new ToolRunners(parts.tools(), scene.agent(), this::onLane, this::happened);
        this.llm = new LlmWork(parts, scene, commits, lane.owner(), this::onLane, () -> this.state, this::happened);
    }

    /** Is told when this process is done with the turn. */
    interface Owner {
        /** @param next a turn that can begin now */
        void done(TurnActor actor, @Nullable TurnId next);
    }

    TurnId id() {
        return id;
    }

    /** Its place in this process. */
    @Nullable
    Place place() {
        return scene.place();
    }

    /** Whether this is what it knows, as far as another thread can tell. */
    boolean isAt(long revision) {
        return state.turn().revision() == revision;
    }

    /** @param question the prepared call for what is recorded; null: it is made here */
    void start(@Nullable AppCall question) {
        onLane(() -> {
            if (question != null) {
                llm.prepared(question);
            }
            lookAgain = true;
            goOn();
        });
    }

    /** A command may have changed the turn. */
    void reload() {
        onLane(() -> {
            readAgain = true;
            goOn();
        });
    }

    /** Somebody has begun to watch: what the LLM has said since it was last stored is shown once more. */
    void showAgain() {
        onLane(() -> {
            if (!closed) {
                llm.showAgain();
            }
        });
    }

    /** Acts no more, at once: somebody else does. What runs elsewhere goes on and is followed by the next owner. */
    void leave() {
        onLane(this::close);
    }

    /** As {@link #leave}, by the lane itself: nothing follows, not even what the current step would have started. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        lane.owner().cancelTimer(deadlineTimer);
        tools.leave();
        llm.leave();
    }

    private void happened(TurnEvent event) {
        if (!closed) {
            happened.add(event);
            goOn();
        }
    }

    private void goOn() {
        if (closed || committing || !(readAgain || lookAgain || !happened.isEmpty())) {
            return;
        }
        committing = true;
        boolean reads = readAgain;
        Uni.createFrom()
                .deferred(reads ? this::read : this::commit)
                .emitOn(this::onLane)
                .subscribe()
                .with(
                        _ -> {
                            committing = false;
                            goOn();
                        },
                        failure -> failed(failure, reads));
    }

    private void failed(Throwable failure, boolean reading) {
        if (closed) {
            return;
        }
        readAgain = true;
        failures++;
        if (failure instanceof StaleTurnException && !reading) {
            committing = false;
            goOn();
        } else {
            LOG.warnf(failure, "a turn was not written and will be again: turnId=%s", id);
            lane.owner()
                    .setTimer(
                            Math.min(RETRY_MILLIS << Math.min(failures, 8), MAX_RETRY_MILLIS),
                            _ -> onLane(() -> {
                                committing = false;
                                goOn();
                            }));
        }
    }

    private Uni<Void> read() {
        return commits.load(id)
                .emitOn(this::onLane)
                .invoke(found -> {
                    TurnState stored = found.orElse(null);
                    if (stored == null
                            || stored.turn().epoch() != epoch
                            || !process.value().equals(stored.turn().owner())) {
                        LOG.infof("a turn is not worked on here any more: turnId=%s", id);
                        done(isLeftToAnybody(stored) ? id : null);
                        return;
                    }
                    readAgain = false;
                    lookAgain = true;
                    tools.cancelWhatEnds(state, stored);
                    state = stored;
                })
                .replaceWithVoid();
    }

    /** It waited and was woken before this actor heard of either: whoever woke it took this actor for its owner. */
    private static boolean isLeftToAnybody(@Nullable TurnState stored) {
        return stored != null
                && stored.turn().phase() == TurnPhase.WORKING
                && stored.turn().owner() == null;
    }

    private Uni<Void> commit() {
        Instant now = parts.clock().instant();
        TurnRules rules = scene.rules(state);
        TurnEvents events = new TurnEvents(rules);
        List<TurnEvent> applied = new ArrayList<>(happened);
        TurnState before = state;
        TurnState after = before;
        for (TurnEvent event : applied) {
            after = events.after(after, event, now);
        }
        TurnState told = llm.withWhatWasSaid(after, now);
        after = new TurnProgress(rules).advance(told, now);
        lookAgain = false;
        if (after.equals(before)) {
            forget(applied);
            act();
            return Uni.createFrom().voidItem();
        }
        // Before it is committed: a process that dies between the two ends it again, never leaves it running.
        Set<ToolInvocationId> unknown = tools.cancelWhatEnds(before, after);
        llm.cancelWhatEnds(before, after);
        TurnState recorded = unknown.isEmpty() ? after : new TurnProgress(rules, unknown).advance(told, now);
        onLane(() -> llm.prepare(before, recorded)); // after the statement was sent, while it is carried out
        return commits.commit(before, recorded)
                .emitOn(this::onLane)
                .invoke(committed -> {
                    if (closed) {
                        return;
                    }
                    forget(applied);
                    failures = 0;
                    tools.recorded(before, committed.state());
                    state = committed.state();
                    llm.stored();
                    if (state.turn().phase() == TurnPhase.WORKING) {
                        act();
                    } else {
                        done(committed.nextTurn().orElse(null));
                    }
                })
                .replaceWithVoid();
    }

    private void forget(List<TurnEvent> applied) {
        for (int i = 0; i < applied.size(); i++) {
            happened.remove();
        }
    }

    /** Starts what is recorded and does not run here. */
    private void act() {
        if (closed) {
            return;
        }
        llm.startWhatIsRecorded();
        tools.startWhatIsRecorded(state);
        lane.owner().cancelTimer(deadlineTimer);
        long millis = Duration.between(parts.clock().instant(), state.turn().deadlineAt())
                .toMillis();
        // Over it only while something suspends the limit.
        deadlineTimer = lane.owner()
                .setTimer(
                        millis > 0 ? millis + 1 : SUSPENDED_MILLIS,
                        _ -> onLane(() -> {
                            lookAgain = true;
                            goOn();
                        }));
    }

    private void done(@Nullable TurnId next) {
        close();
        owner.done(this, next);
    }

    private void onLane(Runnable work) {
        lane.runOnContext(_ -> work.run());
    }
}
