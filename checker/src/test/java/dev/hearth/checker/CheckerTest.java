package dev.hearth.checker;

import static dev.hearth.checker.Status.CANCELLED;
import static dev.hearth.checker.Status.CANCELLING;
import static dev.hearth.checker.Status.COMPLETED;
import static dev.hearth.checker.Status.DISPATCHED;
import static dev.hearth.checker.Status.FAILED;
import static dev.hearth.checker.Status.QUEUED;
import static dev.hearth.checker.Status.RECEIVED;
import static dev.hearth.checker.Status.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.checker.Observation.Acknowledged;
import dev.hearth.checker.Observation.Changed;
import dev.hearth.checker.Observation.Deleted;
import dev.hearth.checker.Observation.Effect;
import dev.hearth.checker.Observation.Snapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CheckerTest {
    private static final String TASK = "t1";

    private long offset;

    @Test
    void findsNothingInACleanHistory() {
        assertThat(check(cleanHistory())).isEmpty();
    }

    @Test
    void findsNothingWhenALostEnginesTaskRunsAgain() {
        assertThat(check(
                        new Acknowledged(TASK),
                        changed(1, 1, RECEIVED, DISPATCHED),
                        new Effect(TASK, 1),
                        changed(2, 1, RUNNING, QUEUED),
                        changed(3, 2, DISPATCHED),
                        new Effect(TASK, 2),
                        changed(4, 2, RUNNING, COMPLETED),
                        afterQuiet(COMPLETED, 2, 2)))
                .isEmpty();
    }

    @Test
    void findsNothingWhenTheTopicRepeatsItself() {
        assertThat(check(
                        changed(1, 1, RECEIVED, DISPATCHED),
                        changed(2, 1, RUNNING, COMPLETED),
                        changed(1, 1, RECEIVED, DISPATCHED),
                        changed(2, 1, RUNNING, COMPLETED)))
                .isEmpty();
    }

    @Test
    void findsNothingInATaskThatWasDeleted() {
        assertThat(check(
                        new Acknowledged(TASK),
                        changed(1, 1, RECEIVED, DISPATCHED),
                        changed(2, 1, COMPLETED),
                        new Deleted(TASK)))
                .isEmpty();
    }

    @Test
    void seesATaskThatIsGone() {
        assertThat(check(new Acknowledged(TASK))).containsExactly(Rule.LOST);
    }

    @Test
    void seesATaskThatNeverEnds() {
        assertThat(check(new Acknowledged(TASK), afterQuiet(RUNNING, 1, null))).containsExactly(Rule.LOST);
    }

    @Test
    void seesTwoEndings() {
        assertThat(check(snapshot(COMPLETED, 1), snapshot(FAILED, 1))).containsExactly(Rule.DOUBLE);
    }

    @Test
    void seesAnEndingThatTheTopicTellsOtherwise() {
        assertThat(check(
                        changed(1, 1, RECEIVED, DISPATCHED),
                        changed(2, 1, RUNNING, COMPLETED),
                        afterQuiet(FAILED, 1, null)))
                .containsExactly(Rule.DOUBLE);
    }

    @Test
    void seesAnEffectTwice() {
        assertThat(check(new Effect(TASK, 1), new Effect(TASK, 1))).containsExactly(Rule.DOUBLE);
    }

    @Test
    void seesMoreEffectsThanAttempts() {
        assertThat(check(
                        new Effect(TASK, null),
                        new Effect(TASK, null),
                        changed(1, 1, RECEIVED, DISPATCHED),
                        changed(2, 1, COMPLETED)))
                .containsExactly(Rule.DOUBLE);
    }

    @Test
    void seesAVersionToldTwiceDifferently() {
        assertThat(check(changed(1, 1, RECEIVED), changed(1, 1, QUEUED))).containsExactly(Rule.DOUBLE);
    }

    @Test
    void seesAMoveTheTableDoesNotAllow() {
        assertThat(check(changed(1, 1, RECEIVED, DISPATCHED), changed(2, 1, CANCELLING, COMPLETED)))
                .containsExactly(Rule.BACKWARD);
    }

    @Test
    void seesATaskThatMovesAfterItsEnd() {
        assertThat(check(changed(1, 1, RECEIVED, DISPATCHED), changed(2, 1, COMPLETED), changed(3, 1, QUEUED)))
                .containsExactly(Rule.BACKWARD);
    }

    @Test
    void seesATaskThatIsHeldAgainUnderTheSameAttempt() {
        assertThat(check(
                        changed(1, 1, RECEIVED, DISPATCHED),
                        changed(2, 1, QUEUED),
                        changed(3, 1, DISPATCHED),
                        changed(4, 1, COMPLETED)))
                .containsExactly(Rule.BACKWARD);
    }

    @Test
    void seesAnEndThatIsTakenBack() {
        assertThat(check(snapshot(CANCELLED, 1), snapshot(RUNNING, 1))).containsExactly(Rule.BACKWARD);
    }

    @Test
    void seesAnEventOfAReplacedAttempt() {
        assertThat(check(
                        changed(1, 1, RECEIVED, DISPATCHED),
                        changed(2, 1, QUEUED),
                        changed(3, 2, DISPATCHED),
                        changed(4, 1, RUNNING)))
                .contains(Rule.ZOMBIE);
    }

    @Test
    void seesAStatusOfAReplacedAttempt() {
        assertThat(check(snapshot(RUNNING, 2), snapshot(RUNNING, 1))).containsExactly(Rule.ZOMBIE);
    }

    @Test
    void seesAnEndOfAReplacedAttempt() {
        assertThat(check(
                        changed(1, 1, RECEIVED, DISPATCHED),
                        changed(2, 1, QUEUED),
                        changed(3, 2, DISPATCHED),
                        changed(4, 2, COMPLETED),
                        afterQuiet(COMPLETED, 1, null)))
                .containsExactly(Rule.ZOMBIE);
    }

    @Test
    void seesAnOutputOfAReplacedAttempt() {
        assertThat(check(afterQuiet(COMPLETED, 2, 1))).containsExactly(Rule.ZOMBIE);
    }

    @Test
    void seesAMissingVersion() {
        assertThat(check(changed(1, 1, RECEIVED, DISPATCHED), changed(3, 1, COMPLETED)))
                .containsExactly(Rule.GAP);
    }

    @Test
    void seesAMissingBeginning() {
        assertThat(check(changed(2, 1, COMPLETED))).containsExactly(Rule.GAP);
    }

    @Test
    void seesAMissingEnd() {
        assertThat(check(changed(1, 1, RECEIVED, DISPATCHED), afterQuiet(COMPLETED, 1, null)))
                .containsExactly(Rule.GAP);
    }

    @Test
    void seesATaskTheTopicNeverTold() {
        List<Observation> history = new ArrayList<>(cleanHistory());
        history.add(new Snapshot("api", "other", COMPLETED, 1, true, null));

        assertThat(Checker.check(history))
                .extracting(Violation::rule, Violation::taskId)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(Rule.GAP, "other"));
    }

    @Test
    void seesATopicThatWasReadAndTellsNothing() {
        List<Observation> history = List.of(new Acknowledged(TASK), afterQuiet(COMPLETED, 1, null));

        assertThat(Checker.check(history, true)).extracting(Violation::rule).containsExactly(Rule.GAP);
        assertThat(Checker.check(history)).isEmpty();
    }

    @Test
    void seesVersionsInTheWrongOrder() {
        assertThat(check(changed(2, 1, COMPLETED), changed(1, 1, RECEIVED, DISPATCHED)))
                .containsExactly(Rule.INVERTED);
    }

    @Test
    void seesEventsWithoutAnOrder() {
        Changed first = changed(1, 1, RECEIVED, DISPATCHED);
        Changed elsewhere = new Changed(first.partition() + 1, 0, TASK, 2, 1, COMPLETED, List.of(COMPLETED));

        assertThat(check(first, elsewhere)).containsExactly(Rule.INVERTED);
    }

    @Test
    void namesTheTaskAndWhatWasSeen() {
        assertThat(Checker.check(List.of(new Acknowledged(TASK), afterQuiet(RUNNING, 1, null))))
                .extracting(Violation::toString)
                .containsExactly("LOST t1: acknowledged, and still RUNNING after quiet");
    }

    private List<Observation> cleanHistory() {
        return List.of(
                new Acknowledged(TASK),
                snapshot(RECEIVED, 0),
                changed(1, 1, RECEIVED, DISPATCHED),
                new Effect(TASK, 1),
                snapshot(RUNNING, 1),
                changed(2, 1, RUNNING, COMPLETED),
                snapshot(COMPLETED, 1),
                afterQuiet(COMPLETED, 1, 1));
    }

    private Changed changed(long version, int attempt, Status... transitions) {
        return new Changed(
                0, offset++, TASK, version, attempt, transitions[transitions.length - 1], Arrays.asList(transitions));
    }

    private static Snapshot snapshot(Status status, int attempt) {
        return new Snapshot("api", TASK, status, attempt, false, null);
    }

    private static Snapshot afterQuiet(Status status, int attempt, @Nullable Integer outputAttempt) {
        return new Snapshot("api", TASK, status, attempt, true, outputAttempt);
    }

    private static List<Rule> check(Observation... observations) {
        return check(List.of(observations));
    }

    private static List<Rule> check(List<Observation> observations) {
        return Checker.check(observations).stream().map(Violation::rule).toList();
    }
}
