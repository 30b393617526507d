package dev.hearth.checker;

import static dev.hearth.checker.Rule.BACKWARD;

import dev.hearth.checker.Observation.Changed;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is stored moves along the table. The topic tells what was stored; an event may tell several steps and names the
 * attempt of the last one.
 */
final class StoredStatuses {
    private final History history;
    private final Consumer<Violation> report;
    private @Nullable Status at;
    private int attempt;
    /** A task that went back to the queue may be held again only under a higher attempt than this. */
    private int replacedAttempt;

    private StoredStatuses(History history, Consumer<Violation> report) {
        this.history = history;
        this.report = report;
    }

    static void check(History history, Consumer<Violation> report) {
        StoredStatuses walk = new StoredStatuses(history, report);
        history.changesByVersion().forEach(walk::follow);
    }

    private void follow(Changed change) {
        for (Status next : change.transitions()) {
            step(next, change.version());
        }
        if (change.transitions().isEmpty() || change.transitions().getLast() != change.status()) {
            step(change.status(), change.version());
        }
        if (change.status().isHeld() && change.attempt() <= replacedAttempt) {
            report.accept(history.violation(
                    BACKWARD,
                    "version %d: %s again under attempt %d, which had gone back to the queue"
                            .formatted(change.version(), change.status(), change.attempt())));
        }
        attempt = Math.max(attempt, change.attempt());
    }

    private void step(Status next, long version) {
        Status before = at;
        at = next;
        if (before == null) {
            return;
        }
        if (!before.successors().contains(next)) {
            report.accept(history.violation(BACKWARD, "version %d: %s after %s".formatted(version, next, before)));
        } else if (before.isHeld() && next == Status.QUEUED) {
            replacedAttempt = attempt;
        }
    }
}
