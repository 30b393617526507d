package dev.hearth.agent.turn;

import static dev.hearth.agent.turn.TurnStates.LIMITS;
import static dev.hearth.agent.turn.TurnStates.NOW;
import static dev.hearth.agent.turn.TurnStates.RULES;
import static dev.hearth.agent.turn.TurnStates.answered;
import static dev.hearth.agent.turn.TurnStates.begun;
import static dev.hearth.agent.turn.TurnStates.turn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.agent.chat.ChatStatus;
import dev.hearth.agent.chat.InvocationStatus;
import dev.hearth.agent.chat.Message;
import dev.hearth.agent.chat.MessageRole;
import dev.hearth.agent.chat.StoredJson;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.agent.tool.ToolOutcome;
import dev.hearth.ids.ToolInvocationId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a turn does next, for every state it can be found in. */
class TurnDecisionTest {
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
    void showsThatAHumanHasToActThoughSomethingElseRuns() {
        TurnState both =
                progress.advance(answered(InvocationStatus.IN_PROGRESS, InvocationStatus.AWAITING_APPROVAL), NOW);
        TurnState program =
                progress.advance(answered(InvocationStatus.IN_PROGRESS, InvocationStatus.AWAITING_INPUT), NOW);

        assertThat(both.turn().phase()).isEqualTo(TurnPhase.WORKING);
        assertThat(both.chat().status()).isEqualTo(ChatStatus.AWAITING_INPUT);
        assertThat(program.chat().status()).isEqualTo(ChatStatus.BUSY);
    }

    /** From 0 to 3 and 1 to 5 minutes, and from 7 to 8: six minutes. */
    @Test
    void doesNotCountTheTimeOfAgentsThatAreAskedAtOnceTwice() {
        TurnState asked = answered();
        asked = asked.with(agentAskedAt(asked, 0, 0)).with(agentAskedAt(asked, 1, 1));
        TurnState at = agentEnds(agentEnds(asked, 0, 3), 1, 5);

        at = agentEnds(at.with(agentAskedAt(at, 2, 7)), 2, 8);

        assertThat(at.turn().deadlineAt()).isEqualTo(asked.turn().deadlineAt().plus(Duration.ofMinutes(6)));
    }

    private static ToolInvocation agentAskedAt(TurnState state, int position, int minute) {
        return TurnStates.invocation(state, "agent", InvocationStatus.PENDING, position)
                .started("child", NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofMinutes(minute)));
    }

    private TurnState agentEnds(TurnState state, int position, int minute) {
        return events.after(
                state,
                new TurnEvent.ToolEnded(state.asked().get(position).id(), 1, ToolOutcome.Done.of("42")),
                NOW.plus(Duration.ofMinutes(minute)));
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
                state, new TurnEvent.Answered(state.asked().get(index).id(), "yes", null, null), NOW);
    }

    private static Step next(TurnState state) {
        return TurnDecision.next(state, LIMITS, NOW);
    }
}
