package dev.hearth.agent.turn;

import dev.hearth.agent.chat.AgentData;
import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.ChatStatus;
import dev.hearth.agent.chat.ContentPart;
import dev.hearth.agent.chat.InvocationStatus;
import dev.hearth.agent.chat.Message;
import dev.hearth.agent.chat.MessageRole;
import dev.hearth.agent.chat.MessageStatus;
import dev.hearth.agent.chat.StoredJson;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.agent.definition.TurnLimits;
import dev.hearth.agent.tool.ToolBox.KnownTool;
import dev.hearth.ids.AgentVersionId;
import dev.hearth.ids.ChatId;
import dev.hearth.ids.MessageId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.ToolInvocationId;
import dev.hearth.ids.TurnId;
import dev.hearth.ids.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** States that a turn can be found in, for tests of what follows from them. */
final class TurnStates {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final TurnLimits LIMITS = new TurnLimits(3, Duration.ofMinutes(10), 1000);
    static final TurnRules RULES = new TurnRules(
            LIMITS,
            name -> Optional.of(new KnownTool("http", name, false, Duration.ofMinutes(1), 2, false)),
            Duration.ofMinutes(1),
            Duration.ofDays(7));

    static final TurnId TURN = TurnId.random();
    private static final ChatId CHAT = ChatId.random();
    private static final TeamId TEAM = TeamId.random();
    private static final UserId USER = new UserId("someone");

    static Turn turn(TurnPhase phase) {
        return new Turn(
                TURN,
                CHAT,
                TEAM,
                USER,
                AgentVersionId.random(),
                MessageId.random(),
                phase,
                null,
                false,
                null,
                0,
                0,
                NOW.plus(LIMITS.maxTime()),
                "me",
                1,
                1,
                NOW,
                NOW);
    }

    static TurnState begun() {
        Chat chat = new Chat(
                CHAT,
                TEAM,
                USER,
                null,
                null,
                null,
                null,
                0,
                ChatStatus.BUSY,
                "",
                "",
                "private",
                Map.of(),
                AgentData.EMPTY,
                null,
                TURN,
                2,
                NOW,
                NOW);
        return new TurnState(
                turn(TurnPhase.WORKING),
                chat,
                List.of(
                        message(MessageRole.USER, MessageStatus.READY, 0),
                        message(MessageRole.ASSISTANT, MessageStatus.PENDING, 1)),
                List.of(),
                List.of());
    }

    static Message message(MessageRole role, MessageStatus status, int position) {
        return new Message(
                MessageId.random(), CHAT, TEAM, USER, TURN, position, role, status, List.of(), null, null, NOW, NOW);
    }

    /** The LLM has answered, with one tool for each status. */
    static TurnState answered(InvocationStatus... statuses) {
        TurnState asked = new TurnProgress(RULES).advance(begun(), NOW);
        TurnState at = new TurnEvents(RULES)
                .after(
                        asked,
                        new TurnEvent.LlmAnswered(
                                asked.call().orElseThrow().id(),
                                List.of(new ContentPart.Text("x")),
                                null,
                                5,
                                List.of()),
                        NOW);
        int position = 0;
        for (InvocationStatus status : statuses) {
            at = at.with(invocation(at, status, position++));
        }
        return at;
    }

    static ToolInvocation invocation(TurnState state, InvocationStatus status, int position) {
        return invocation(state, "http", status, position);
    }

    static ToolInvocation invocation(TurnState state, String type, InvocationStatus status, int position) {
        return new ToolInvocation(
                ToolInvocationId.random(),
                CHAT,
                TURN,
                state.assistant().id(),
                TEAM,
                USER,
                position,
                "c" + position,
                type,
                "tool",
                "tool",
                StoredJson.object(),
                status,
                status == InvocationStatus.PENDING ? 0 : 1,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                NOW,
                NOW);
    }

    private TurnStates() {}
}
