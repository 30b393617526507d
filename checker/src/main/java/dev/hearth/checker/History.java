package dev.hearth.checker;

import dev.hearth.checker.Observation.Acknowledged;
import dev.hearth.checker.Observation.Changed;
import dev.hearth.checker.Observation.Deleted;
import dev.hearth.checker.Observation.Effect;
import dev.hearth.checker.Observation.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything that was seen of one task, each kind in the order it was seen. */
record History(
        String taskId,
        List<Acknowledged> acknowledgements,
        List<Snapshot> snapshots,
        List<Changed> changes,
        List<Deleted> deletions,
        List<Effect> effects) {

    /** Sorts observations by task. */
    static List<History> byTask(List<Observation> observations) {
        Map<String, History> byTask = new TreeMap<>();
        for (Observation observation : observations) {
            switch (observation) {
                case Acknowledged seen ->
                    of(byTask, seen.taskId()).acknowledgements.add(seen);
                case Snapshot seen -> of(byTask, seen.taskId()).snapshots.add(seen);
                case Changed seen -> of(byTask, seen.taskId()).changes.add(seen);
                case Deleted seen -> of(byTask, seen.taskId()).deletions.add(seen);
                case Effect seen -> of(byTask, seen.taskId()).effects.add(seen);
            }
        }
        return List.copyOf(byTask.values());
    }

    /** The changes a consumer keeps that drops versions it has seen, in the order of versions. */
    List<Changed> changesByVersion() {
        Map<Long, Changed> byVersion = new TreeMap<>();
        changes.forEach(change -> byVersion.putIfAbsent(change.version(), change));
        return List.copyOf(byVersion.values());
    }

    Violation violation(Rule rule, String seen) {
        return new Violation(rule, taskId, seen);
    }

    private static History of(Map<String, History> byTask, String taskId) {
        return byTask.computeIfAbsent(
                taskId,
                id -> new History(
                        id,
                        new ArrayList<>(),
                        new ArrayList<>(),
                        new ArrayList<>(),
                        new ArrayList<>(),
                        new ArrayList<>()));
    }
}
