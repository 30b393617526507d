package dev.hearth.checker;

import static dev.hearth.checker.Rule.DOUBLE;
import static dev.hearth.checker.Rule.GAP;
import static dev.hearth.checker.Rule.INVERTED;

import dev.hearth.checker.Observation.Changed;
import dev.hearth.checker.Observation.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The topic tells every version of a task from 1 on, in order, whatever it repeats. */
final class Versions {
    private Versions() {}

    static void check(History history, boolean isTopicKnown, Consumer<Violation> report) {
        Map<Long, Changed> seen = new HashMap<>();
        long newest = 0;
        for (Changed change : history.changes()) {
            Changed before = seen.putIfAbsent(change.version(), change);
            if (before != null) {
                checkRepeat(history, before, change, report);
            } else if (change.version() < newest) {
                report.accept(history.violation(
                        INVERTED,
                        "version %d came after %d (partition %d, offset %d)"
                                .formatted(change.version(), newest, change.partition(), change.offset())));
            }
            newest = Math.max(newest, change.version());
        }
        checkGaps(history, seen.keySet(), newest, report);
        checkPartitions(history, report);
        checkEnd(history, isTopicKnown, report);
    }

    private static void checkRepeat(History history, Changed first, Changed again, Consumer<Violation> report) {
        if (first.status() != again.status() || first.attempt() != again.attempt()) {
            report.accept(history.violation(
                    DOUBLE,
                    "version %d is %s of attempt %d and %s of attempt %d"
                            .formatted(
                                    first.version(),
                                    first.status(),
                                    first.attempt(),
                                    again.status(),
                                    again.attempt())));
        }
    }

    private static void checkGaps(History history, Set<Long> seen, long newest, Consumer<Violation> report) {
        List<Long> missing = new ArrayList<>();
        for (long version = 1; version < newest; version++) {
            if (!seen.contains(version)) {
                missing.add(version);
            }
        }
        if (!missing.isEmpty()) {
            report.accept(history.violation(GAP, "versions %s are missing, %d is there".formatted(missing, newest)));
        }
    }

    private static void checkPartitions(History history, Consumer<Violation> report) {
        Set<Integer> partitions =
                history.changes().stream().map(Changed::partition).collect(Collectors.toSet());
        if (partitions.size() > 1) {
            report.accept(history.violation(INVERTED, "its events have no order: partitions %s".formatted(partitions)));
        }
    }

    /** What the API shows once everything is quiet, the topic has told, if one was read at all. */
    private static void checkEnd(History history, boolean isTopicKnown, Consumer<Violation> report) {
        List<Changed> changes = history.changesByVersion();
        String told = changes.isEmpty() ? "nothing" : changes.getLast().status().name();
        boolean isEndTold = !changes.isEmpty() && changes.getLast().status().isFinal();
        if (!isTopicKnown || isEndTold) {
            return;
        }
        history.snapshots().stream()
                .filter(Snapshot::isAfterQuiet)
                .reduce((_, last) -> last)
                .filter(last -> last.status().isFinal())
                .ifPresent(last -> report.accept(
                        history.violation(GAP, "is %s, and the topic ends with %s".formatted(last.status(), told))));
    }
}
