package dev.hearth.checker;

import static dev.hearth.checker.Rule.BACKWARD;
import static dev.hearth.checker.Rule.DOUBLE;
import static dev.hearth.checker.Rule.LOST;

import dev.hearth.checker.Observation.Snapshot;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** An acknowledged task ends, ends once, and stays ended. */
final class Endings {
    private Endings() {}

    static void check(History history, Consumer<Violation> report) {
        checkThatItEnds(history, report);
        checkThatItEndsOnce(history, report);
        checkThatItStaysEnded(history, report);
    }

    private static void checkThatItEnds(History history, Consumer<Violation> report) {
        if (history.acknowledgements().isEmpty() || !history.deletions().isEmpty()) {
            return;
        }
        List<Status> afterQuiet = history.snapshots().stream()
                .filter(Snapshot::isAfterQuiet)
                .map(Snapshot::status)
                .toList();
        if (afterQuiet.isEmpty()) {
            report.accept(history.violation(LOST, "acknowledged, and not to be found after quiet"));
        } else if (!afterQuiet.getLast().isFinal()) {
            report.accept(
                    history.violation(LOST, "acknowledged, and still %s after quiet".formatted(afterQuiet.getLast())));
        }
    }

    private static void checkThatItEndsOnce(History history, Consumer<Violation> report) {
        Set<Status> endings = EnumSet.noneOf(Status.class);
        Stream.concat(
                        history.snapshots().stream().map(Snapshot::status),
                        history.changes().stream().flatMap(change -> change.transitions().stream()))
                .filter(Status::isFinal)
                .forEach(endings::add);
        if (endings.size() > 1) {
            report.accept(history.violation(DOUBLE, "final statuses %s".formatted(endings)));
        }
    }

    private static void checkThatItStaysEnded(History history, Consumer<Violation> report) {
        Map<String, Status> ended = new HashMap<>();
        for (Snapshot snapshot : history.snapshots()) {
            Status before = ended.get(snapshot.observer());
            if (before != null && !snapshot.status().isFinal()) {
                report.accept(history.violation(
                        BACKWARD, "%s saw %s after %s".formatted(snapshot.observer(), snapshot.status(), before)));
            }
            if (snapshot.status().isFinal()) {
                ended.put(snapshot.observer(), snapshot.status());
            }
        }
    }
}
