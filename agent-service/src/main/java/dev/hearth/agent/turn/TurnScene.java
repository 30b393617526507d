package dev.hearth.agent.turn;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hearth.agent.calls.AppCall;
import dev.hearth.agent.chat.ContentPart;
import dev.hearth.agent.chat.Message;
import dev.hearth.agent.chat.MessageStore.History;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.agent.definition.ResolvedAgent;
import dev.hearth.agent.llm.LlmQuestion;
import dev.hearth.agent.turn.Places.Place;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stays the same while a turn is worked on: its agent, the rules, and what was said before. */
final class TurnScene {
    private static final Duration FALLBACK_TIME_LIMIT = Duration.ofMinutes(5);
    private static final int TRIES = 12;

    private final TurnParts parts;
    private final ResolvedAgent agent;
    private final History history;
    private final @Nullable Place place;

    /** @param place that holds what was said before; null: the turn is not worked on here, whatever was said before */
    TurnScene(TurnParts parts, ResolvedAgent agent, History history, @Nullable Place place) {
        this.parts = parts;
        this.agent = agent;
        this.history = history;
        this.place = place;
    }

    @Nullable
    Place place() {
        return place;
    }

    ResolvedAgent agent() {
        return agent;
    }

    TurnRules rules(TurnState state) {
        return new TurnRules(
                agent.config().limits(),
                name -> parts.tools().find(agent.config(), state.chat(), name),
                FALLBACK_TIME_LIMIT,
                parts.config().approvalExpiry());
    }

    /** What is to be done about the calls of tools in this content. */
    Uni<List<ToolInvocation>> plan(TurnState state, List<ContentPart> content) {
        InvocationPlanner planner = new InvocationPlanner(
                parts.tools(), agent.config(), parts.config().approvalExpiry());
        return patiently(Uni.createFrom()
                .deferred(() -> planner.plan(state, content, parts.clock().instant())));
    }

    /** The call of the core app that writes the turn's newest message; it was, or is about to be, recorded. */
    Uni<AppCall> ask(TurnState state) {
        LlmCall call = state.call().orElseThrow();
        List<Message> messages = new ArrayList<>(history.messages());
        state.messages().stream()
                .filter(message -> !message.id().equals(call.message()))
                .forEach(messages::add);
        return patiently(Uni.createFrom()
                        .deferred(() -> parts.tools().describe(agent.config(), state.chat()))
                        .chain(tools -> ask(state, call, messages, tools)))
                .invoke(this::holds);
    }

    /** What the turn itself has said by now is in memory too, and what the LLM is told tells how much it is. */
    private void holds(AppCall question) {
        if (place != null) {
            place.hold(Math.max(history.bytes(), question.input().size()));
        }
    }

    /** Tries again while the gateway is away. */
    private static <T> Uni<T> patiently(Uni<T> work) {
        return work.onFailure(TurnScene::mayPass)
                .retry()
                .withBackOff(Duration.ofMillis(100), Duration.ofSeconds(3))
                .atMost(TRIES);
    }

    private Uni<AppCall> ask(TurnState state, LlmCall call, List<Message> messages, ArrayNode tools) {
        return parts.llms().call(new LlmQuestion(call.id(), agent, state.chat(), messages, tools));
    }

    private static boolean mayPass(Throwable failure) {
        return failure instanceof ServiceException error && error.code() == ErrorCode.UNAVAILABLE;
    }
}
