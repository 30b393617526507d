package dev.hearth.checker;

import static dev.hearth.checker.Rule.DOUBLE;

import dev.hearth.checker.Observation.Changed;
import dev.hearth.checker.Observation.Effect;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;

/** An attempt has its effect once. */
final class Effects {
    private Effects() {}

    static void check(History history, Consumer<Violation> report) {
        Map<Integer, Integer> byAttempt = new TreeMap<>();
        history.effects().stream()
                .map(Effect::attempt)
                .filter(Objects::nonNull)
                .forEach(attempt -> byAttempt.merge(attempt, 1, Integer::sum));
        byAttempt.forEach((attempt, times) -> {
            if (times > 1) {
                report.accept(
                        history.violation(DOUBLE, "attempt %d had its effect %d times".formatted(attempt, times)));
            }
        });
        checkAgainstAttempts(history, report);
    }

    /** For apps that do not know their attempt: more effects than attempts cannot be. */
    private static void checkAgainstAttempts(History history, Consumer<Violation> report) {
        long unnumbered = history.effects().stream()
                .filter(effect -> effect.attempt() == null)
                .count();
        int attempts =
                history.changes().stream().mapToInt(Changed::attempt).max().orElse(Integer.MAX_VALUE);
        if (unnumbered > attempts) {
            report.accept(history.violation(DOUBLE, "%d effects of %d attempts".formatted(unnumbered, attempts)));
        }
    }
}
