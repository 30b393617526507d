package dev.hearth.agent.turn;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.hearth.agent.tool.ToolOutcome;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a turn does next, for every state it can be found in. */
class TurnDecisionTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final TurnLimits LIMITS = new TurnLimits(3, Duration.ofMinutes(10), 1000);
    private static final TurnRules RULES = new TurnRules(
            LIMITS,
            name -> Optional.of(new KnownTool("http", name, false, Duration.ofMinutes(1), 2, false)),
            Duration.ofMinutes(1),
            Duration.ofDays(7));

    private final TurnProgress progress = new TurnProgress(RULES);
    private final TurnEvents events = new TurnEvents(RULES);

    @Test
    void recordsACallForANewMessage() {
        assertThat(next(begun())).isInstanceOf(Step.RecordCall.class);
    }

    @Test
    void waitsForTheLlmOnceItsCallIsRecorded() {
        TurnState asked = progress.advance(begun(), NOW);

        assertThat(next(asked)).isInstanceOf(Step.AwaitLlm.class);
        assertThat(asked.call().orElseThrow().isOpen()).isTrue();
        assertThat(asked.turn().round()).isEqualTo(1);
    }

    @Test
    void endsWhenTheLlmAsksForNothing() {
        assertThat(next(answered())).isEqualTo(new Step.End(TurnOutcome.IDLE, null));
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING,StartTools",
        "IN_PROGRESS,AwaitTools",
        "AWAITING_INPUT,AwaitAnswers",
        "AWAITING_APPROVAL,AwaitAnswers",
        "COMPLETED,NextRound",
        "FAILED,NextRound",
        "CANCELLED,NextRound"
    })
    void goesByTheStatusOfTheOnlyTool(InvocationStatus status, String step) {
        assertThat(next(answered(status)).getClass().getSimpleName()).isEqualTo(step);
    }

    /** What comes first in the list decides, whatever else there is. */
    @Test
    void startsBeforeItAwaitsAndAwaitsBeforeItTells() {
        List<InvocationStatus> order = List.of(
                InvocationStatus.PENDING,
                InvocationStatus.IN_PROGRESS,
                InvocationStatus.AWAITING_APPROVAL,
                InvocationStatus.COMPLETED);
        List<String> steps = List.of("StartTools", "AwaitTools", "AwaitAnswers", "NextRound");

        for (int first = 0; first < order.size(); first++) {
            for (int second = first; second < order.size(); second++) {
                assertThat(next(answered(order.get(second), order.get(first)))
                                .getClass()
                                .getSimpleName())
                        .isEqualTo(steps.get(first));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(InvocationStatus.class)
    void stopsWhateverItDoes(InvocationStatus status) {
        TurnState stopping = events.after(answered(status), new TurnEvent.StopRequested(), NOW);

        assertThat(next(stopping)).isEqualTo(new Step.End(TurnOutcome.STOPPED, null));
        TurnState ended = progress.advance(stopping, NOW);
        assertThat(ended.turn().phase()).isEqualTo(TurnPhase.ENDED);
        assertThat(ended.chat().status()).isEqualTo(ChatStatus.IDLE);
        assertThat(ended.invocations()).allMatch(one -> one.status().isFinal());
        assertThat(ended.messages().getLast().role()).isEqualTo(MessageRole.TOOL);
    }

    @Test
    void doesNothingForATurnThatHasEndedOrWaitsItsTurn() {
        TurnState ended = progress.advance(answered(), NOW);
        TurnState queued =
                new TurnState(turn(TurnPhase.QUEUED), begun().chat(), begun().messages(), List.of(), List.of());

        assertThat(next(ended)).isInstanceOf(Step.Nothing.class);
        assertThat(next(queued)).isInstanceOf(Step.Nothing.class);
    }

    @Test
    void failsOverEachLimitAndSaysWhich() {
        TurnState late = answered(InvocationStatus.IN_PROGRESS);
        TurnState rounds = begun();
        for (int i = 0; i < LIMITS.maxRounds(); i++) {
            rounds = rounds.with(rounds.turn().nextRound(NOW));
        }
        TurnState tokens = begun();
        tokens = tokens.with(tokens.turn().used(1000, NOW));

        assertThat(TurnDecision.next(late, LIMITS, NOW.plus(Duration.ofMinutes(11))))
                .isEqualTo(new Step.End(TurnOutcome.FAILED, TurnTexts.outOfTime(LIMITS)));
        assertThat(next(rounds)).isEqualTo(new Step.End(TurnOutcome.FAILED, TurnTexts.outOfRounds(LIMITS)));
        assertThat(next(tokens)).isEqualTo(new Step.End(TurnOutcome.FAILED, TurnTexts.outOfTokens(LIMITS)));
    }

    @Test
    void tellsResultsInOrderAndAsksAgainInOneStride() {
        TurnState told = progress.advance(answered(InvocationStatus.COMPLETED, InvocationStatus.FAILED), NOW);

        assertThat(told.messages().stream().map(Message::role))
                .containsExactly(
                        MessageRole.USER,
                        MessageRole.ASSISTANT,
                        MessageRole.TOOL,
                        MessageRole.TOOL,
                        MessageRole.ASSISTANT);
        assertThat(told.messages().stream().map(Message::position)).containsExactly(0, 1, 2, 3, 4);
        assertThat(told.chat().nextPosition()).isEqualTo(5);
        assertThat(told.call().orElseThrow().isOpen()).isTrue();
    }

    @Test
    void waitsUnownedWithTheChatAwaitingInputOnlyForHumans() {
        TurnState human = progress.advance(answered(InvocationStatus.AWAITING_APPROVAL), NOW);
        TurnState client = progress.advance(answered(InvocationStatus.AWAITING_INPUT), NOW);

        assertThat(human.turn().phase()).isEqualTo(TurnPhase.WAITING);
        assertThat(human.turn().owner()).isNull();
        assertThat(human.chat().status()).isEqualTo(ChatStatus.AWAITING_INPUT);
        assertThat(client.chat().status()).isEqualTo(ChatStatus.BUSY);
        assertThat(TurnDecision.wakes(human)).isFalse();
    }

    @Test
    void givesAHumanMoreTimeThanATool() {
        TurnState running = answered(InvocationStatus.IN_PROGRESS);

        TurnState human = events.after(
                running,
                new TurnEvent.ToolEnded(id(running), 1, new ToolOutcome.Waits(true, StoredJson.object())),
                NOW);
        TurnState hook =
                events.after(running, new TurnEvent.ToolEnded(id(running), 1, new ToolOutcome.Waits(false, null)), NOW);

        assertThat(human.asked().getFirst().deadlineAt()).isEqualTo(NOW.plus(Duration.ofDays(7)));
        assertThat(hook.asked().getFirst().deadlineAt()).isEqualTo(NOW.plus(Duration.ofMinutes(1)));
    }

    @Test
    void wakesWhenTheLastAnswerIsThere() {
        TurnState waiting =
                progress.advance(answered(InvocationStatus.AWAITING_INPUT, InvocationStatus.AWAITING_INPUT), NOW);

        TurnState one = answer(waiting, 0);
        TurnState both = answer(one, 1);

        assertThat(TurnDecision.wakes(one)).isFalse();
        assertThat(TurnDecision.wakes(both)).isTrue();
        assertThat(both.turn().works(NOW.plus(Duration.ofDays(3))).deadlineAt())
                .as("waiting is not counted")
                .isEqualTo(both.turn().deadlineAt().plus(Duration.ofDays(3)));
    }

    @Test
    void ignoresWhatComesTwiceOrTooLate() {
        TurnState running = answered(InvocationStatus.IN_PROGRESS);
        ToolInvocation tool = running.asked().getFirst();
        TurnEvent done = new TurnEvent.ToolEnded(tool.id(), tool.attempt(), ToolOutcome.Done.of("x"));
        TurnEvent older = new TurnEvent.ToolEnded(tool.id(), tool.attempt() - 1, ToolOutcome.Done.of("y"));

        TurnState once = events.after(running, done, NOW);

        assertThat(events.after(once, done, NOW)).isEqualTo(once);
        assertThat(events.after(running, older, NOW)).isEqualTo(running);
        TurnState ended = progress.advance(answered(), NOW);
        assertThat(events.after(ended, new TurnEvent.StopRequested(), NOW)).isEqualTo(ended);
    }

    @Test
    void startsARepeatableToolOnceMoreAndNoOftener() {
        TurnState running = answered(InvocationStatus.IN_PROGRESS);
        ToolOutcome busy = new ToolOutcome.Failed("busy", false, true);

        TurnState again = events.after(running, new TurnEvent.ToolEnded(id(running), 1, busy), NOW);
        TurnState failed = events.after(again, new TurnEvent.ToolEnded(id(running), 2, busy), NOW);

        assertThat(again.asked().getFirst().status()).isEqualTo(InvocationStatus.IN_PROGRESS);
        assertThat(again.asked().getFirst().attempt()).isEqualTo(2);
        assertThat(failed.asked().getFirst().status()).isEqualTo(InvocationStatus.FAILED);
    }

    private static ToolInvocationId id(TurnState state) {
        return state.asked().getFirst().id();
    }

    private TurnState answer(TurnState state, int index) {
        return events.after(
                state, new TurnEvent.Answered(state.asked().get(index).id(), "yes", null), NOW);
    }

    private static Step next(TurnState state) {
        return TurnDecision.next(state, LIMITS, NOW);
    }

    private static final TurnId TURN = TurnId.random();
    private static final ChatId CHAT = ChatId.random();
    private static final TeamId TEAM = TeamId.random();
    private static final UserId USER = new UserId("someone");

    private static Turn turn(TurnPhase phase) {
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

    private static TurnState begun() {
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

    private static Message message(MessageRole role, MessageStatus status, int position) {
        return new Message(
                MessageId.random(), CHAT, TEAM, USER, TURN, position, role, status, List.of(), null, null, NOW, NOW);
    }

    /** The LLM has answered, with one tool for each status. */
    private TurnState answered(InvocationStatus... statuses) {
        TurnState asked = progress.advance(begun(), NOW);
        TurnState at = events.after(
                asked,
                new TurnEvent.LlmAnswered(
                        asked.call().orElseThrow().id(), List.of(new ContentPart.Text("x")), null, 5, List.of()),
                NOW);
        int position = 0;
        for (InvocationStatus status : statuses) {
            at = at.with(invocation(at, status, position++));
        }
        return at;
    }

    private static ToolInvocation invocation(TurnState state, InvocationStatus status, int position) {
        return new ToolInvocation(
                ToolInvocationId.random(),
                CHAT,
                TURN,
                state.assistant().id(),
                TEAM,
                USER,
                position,
                "c" + position,
                "http",
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
}
