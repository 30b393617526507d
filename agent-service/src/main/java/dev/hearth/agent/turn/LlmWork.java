package dev.hearth.agent.turn;

import dev.hearth.agent.access.Caller;
import dev.hearth.agent.calls.AppCall;
import dev.hearth.agent.chat.ContentPart;
import dev.hearth.agent.chat.Message;
import dev.hearth.agent.chat.MessageStatus;
import dev.hearth.agent.llm.LlmReply;
import dev.hearth.ids.TaskId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The LLM call of a turn that is at work, and what it says. All of it runs on the turn's lane. */
final class LlmWork implements LlmFollower.Listener {
    private static final Logger LOG = Logger.getLogger(LlmWork.class);

    private final TurnParts parts;
    private final TurnScene scene;
    private final Executor lane;
    private final Supplier<TurnState> state;
    private final Consumer<TurnEvent> happened;
    private final LiveText live;
    private @Nullable LlmFollower follower;
    private @Nullable Prepared prepared;

    /** @param state as it is stored by now */
    LlmWork(
            TurnParts parts,
            TurnScene scene,
            TurnCommits commits,
            Vertx vertx,
            Executor lane,
            Supplier<TurnState> state,
            Consumer<TurnEvent> happened) {
        this.parts = parts;
        this.scene = scene;
        this.lane = lane;
        this.state = state;
        this.happened = happened;
        this.live = new LiveText(parts.config(), parts.clock(), commits, vertx);
    }

    /** A question that was made, or is being made, before its call is recorded. */
    private record Prepared(TaskId task, Uni<AppCall> question) {}

    /** The question for what is recorded was made already. */
    void prepared(AppCall question) {
        prepared = new Prepared(question.task(), Uni.createFrom().item(question));
    }

    /** Makes the question of a call that is being recorded, while that is written. It is asked once it is recorded. */
    void prepare(TurnState before, TurnState after) {
        LlmCall call = after.call().filter(LlmCall::isOpen).orElse(null);
        if (call != null && !before.call().equals(after.call()) && after.turn().phase() == TurnPhase.WORKING) {
            Uni<AppCall> question = scene.ask(after).memoize().indefinitely();
            prepared = new Prepared(call.task(), question);
            question.subscribe().with(_ -> {}, failure -> LOG.debugf("a question was not made: %s", failure));
        }
    }

    /** Follows the recorded call, if it is not followed yet. */
    void startWhatIsRecorded() {
        TurnState now = state.get();
        LlmCall call = now.call().filter(LlmCall::isOpen).orElse(null);
        LlmFollower current = follower;
        if (call == null || (current != null && current.call().id().equals(call.id()))) {
            return;
        }
        Prepared made = prepared;
        prepared = null;
        live.begins();
        LlmFollower next = new LlmFollower(
                call,
                now.assistant().content(),
                caller(now),
                parts.calls(),
                parts.llms().reader(),
                lane,
                this);
        follower = next;
        next.start(made != null && made.task().equals(call.task()) ? made.question() : scene.ask(now));
    }

    /** Ends the task of a call that is open before and not after; one that has ended by itself needs no ending. */
    void cancelWhatEnds(TurnState before, TurnState after) {
        LlmCall call = before.call().filter(LlmCall::isOpen).orElse(null);
        if (call == null || after.calls().stream().anyMatch(next -> next.id().equals(call.id()) && next.isOpen())) {
            return;
        }
        LlmFollower current = follower;
        if (current != null && current.call().id().equals(call.id())) {
            current.cancel();
        } else {
            parts.calls()
                    .cancel(caller(before), call.task(), false)
                    .subscribe()
                    .with(
                            _ -> {},
                            failure -> LOG.infof(
                                    "nothing to cancel: taskId=%s reason=%s", call.task(), failure.getMessage()));
        }
    }

    /** What ends the turn early keeps the words that were shown already. */
    TurnState withWhatWasSaid(TurnState at, Instant now) {
        Message assistant = at.assistant();
        LlmFollower current = follower;
        boolean ends = at.turn().stopRequested() || !now.isBefore(at.turn().deadlineAt());
        return ends
                        && current != null
                        && assistant.id().equals(current.call().message())
                        && assistant.status() == MessageStatus.PENDING
                ? at.with(assistant.become(MessageStatus.PENDING, current.said(), now))
                : at;
    }

    /** The state was stored. */
    void stored() {
        live.stored(state.get());
    }

    /** What was said since it was last stored is shown once more. */
    void showAgain() {
        LlmFollower current = follower;
        if (current != null && !current.said().isEmpty()) {
            live.show(state.get(), current.said());
        }
    }

    /** Follows nothing any more; the task goes on. */
    void leave() {
        live.stop();
        if (follower != null) {
            follower.leave();
        }
    }

    @Override
    public void spoke(LlmFollower speaking) {
        if (!speaking.equals(follower)) {
            return;
        }
        live.show(state.get(), speaking.said());
        live.storeWhenDue(() -> {
            if (speaking.equals(follower)) {
                happened.accept(new TurnEvent.LlmSpoke(speaking.call().id(), speaking.said()));
            }
        });
    }

    @Override
    public void answered(LlmFollower answering, LlmReply reply) {
        List<ContentPart> content = InvocationPlanner.withOwnIds(reply.content());
        int calls = InvocationPlanner.calls(content).size();
        if (calls > parts.config().maxCalls()) {
            failed(answering, TurnTexts.tooManyCalls(calls, parts.config().maxCalls()));
            return;
        }
        scene.plan(state.get(), content)
                .emitOn(lane)
                .subscribe()
                .with(
                        invocations -> happened.accept(new TurnEvent.LlmAnswered(
                                answering.call().id(), content, reply.usage(), reply.totalTokens(), invocations)),
                        failure -> {
                            LOG.errorf(
                                    failure,
                                    "calls of tools could not be planned: turnId=%s",
                                    state.get().turn().id());
                            failed(answering, "The tools that the LLM asked for could not be looked up.");
                        });
    }

    @Override
    public void failed(LlmFollower failing, @Nullable String error) {
        happened.accept(new TurnEvent.LlmSpoke(failing.call().id(), failing.said()));
        happened.accept(
                error == null
                        ? new TurnEvent.LlmCancelled(failing.call().id())
                        : new TurnEvent.LlmFailed(failing.call().id(), error));
    }

    private static Caller caller(TurnState state) {
        return new Caller(state.turn().team(), state.turn().user());
    }
}
