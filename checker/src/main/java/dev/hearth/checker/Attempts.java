package dev.hearth.checker;

import static dev.hearth.checker.Rule.ZOMBIE;

import dev.hearth.checker.Observation.Changed;
import dev.hearth.checker.Observation.Snapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** An attempt that was replaced writes nothing any more. */
final class Attempts {
    private Attempts() {}

    static void check(History history, Consumer<Violation> report) {
        int newest = 0;
        for (Changed change : history.changesByVersion()) {
            if (change.attempt() < newest) {
                report.accept(history.violation(
                        ZOMBIE,
                        "version %d (%s) is of attempt %d, attempt %d was there before"
                                .formatted(change.version(), change.status(), change.attempt(), newest)));
            }
            newest = Math.max(newest, change.attempt());
        }
        checkSnapshots(history, newest, report);
    }

    private static void checkSnapshots(History history, int newestOnTopic, Consumer<Violation> report) {
        Map<String, Integer> newestSeen = new HashMap<>();
        for (Snapshot snapshot : history.snapshots()) {
            int known = snapshot.isAfterQuiet() ? newestOnTopic : newestSeen.getOrDefault(snapshot.observer(), 0);
            if (snapshot.attempt() < known) {
                report.accept(history.violation(
                        ZOMBIE,
                        "%s saw %s of attempt %d, attempt %d was there before"
                                .formatted(snapshot.observer(), snapshot.status(), snapshot.attempt(), known)));
            }
            Integer outputAttempt = snapshot.outputAttempt();
            if (outputAttempt != null && snapshot.status().isFinal() && outputAttempt != snapshot.attempt()) {
                report.accept(history.violation(
                        ZOMBIE,
                        "ended with attempt %d and the output of %d".formatted(snapshot.attempt(), outputAttempt)));
            }
            newestSeen.merge(snapshot.observer(), snapshot.attempt(), Math::max);
        }
    }
}
