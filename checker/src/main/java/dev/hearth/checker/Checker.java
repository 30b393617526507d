package dev.hearth.checker;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Holds what was seen of a run against what was promised. */
public final class Checker {
    private Checker() {}

    /** Every violation found, by task. Observations of one kind must be in the order they were made in. */
    public static List<Violation> check(List<Observation> observations) {
        return check(observations, observations.stream().anyMatch(Observation.Changed.class::isInstance));
    }

    /** As above; with a topic that was read, one that tells nothing is a gap and not a history without a topic. */
    static List<Violation> check(List<Observation> observations, boolean isTopicKnown) {
        List<Violation> found = new ArrayList<>();
        Consumer<Violation> report = found::add;
        for (History history : History.byTask(observations)) {
            Endings.check(history, report);
            Effects.check(history, report);
            StoredStatuses.check(history, report);
            Attempts.check(history, report);
            Versions.check(history, isTopicKnown, report);
        }
        return found;
    }
}
