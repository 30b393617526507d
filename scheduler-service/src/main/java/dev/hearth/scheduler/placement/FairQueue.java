package dev.hearth.scheduler.placement;

import dev.hearth.ids.TeamId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Lanes that want the same workers, in the order in which they get them: higher priority first, then teams in turn, then
 * first in, first out. A team's turn rises with each task it was given here; one that comes back after a pause joins at
 * the turn that is being served, so that it neither waits for the others' past nor banks its own absence.
 */
final class FairQueue {
    private record FlowKey(TeamId team, int priority) {}

    /** One team's lanes of one priority. */
    private static final class Flow {
        final FlowKey key;
        final TreeSet<Lane> lanes;
        long turn;

        Flow(FlowKey key, Comparator<Lane> order) {
            this.key = key;
            this.lanes = new TreeSet<>(order);
        }
    }

    private final Steps steps;
    private final TreeSet<Flow> waiting;
    private final Map<FlowKey, Flow> known = new HashMap<>();
    private final Map<Integer, Long> turnServed = new HashMap<>();

    FairQueue(Steps steps) {
        this.steps = steps;
        this.waiting = new TreeSet<>(this::compare);
    }

    /** Adds a lane; its first task must not change before it is removed again. */
    void add(Lane lane) {
        Flow flow = known.computeIfAbsent(keyOf(lane), key -> new Flow(key, this::compareLanes));
        if (flow.lanes.isEmpty()) {
            flow.turn = Math.max(flow.turn, turnServed.getOrDefault(flow.key.priority(), 0L));
        } else {
            waiting.remove(flow);
        }
        flow.lanes.add(lane);
        waiting.add(flow);
    }

    void remove(Lane lane) {
        Flow flow = known.get(keyOf(lane));
        if (flow == null) {
            return;
        }
        waiting.remove(flow);
        flow.lanes.remove(lane);
        if (!flow.lanes.isEmpty()) {
            waiting.add(flow);
        } else if (known.size() > 4 * waiting.size() + 64) {
            forgetThePast();
        }
    }

    /** Counts a task given to this lane's team. The lane must not be among those waiting at this moment. */
    void served(Lane lane) {
        Flow flow = known.get(keyOf(lane));
        if (flow == null) {
            return;
        }
        boolean hasMore = !flow.lanes.isEmpty();
        if (hasMore) {
            waiting.remove(flow);
        }
        turnServed.put(flow.key.priority(), flow.turn);
        flow.turn++;
        if (hasMore) {
            waiting.add(flow);
        }
    }

    /** Who is next. */
    @Nullable
    Lane top() {
        return waiting.isEmpty() ? null : waiting.first().lanes.first();
    }

    private void forgetThePast() {
        known.values()
                .removeIf(flow ->
                        flow.lanes.isEmpty() && flow.turn <= turnServed.getOrDefault(flow.key.priority(), 0L) + 1);
        turnServed.keySet().removeIf(priority -> known.keySet().stream().noneMatch(key -> key.priority() == priority));
    }

    private int compare(Flow a, Flow b) {
        steps.take();
        if (a == b) {
            return 0;
        }
        if (a.key.priority() != b.key.priority()) {
            return Integer.compare(b.key.priority(), a.key.priority());
        }
        if (a.turn != b.turn) {
            return Long.compare(a.turn, b.turn);
        }
        return compareLanes(a.lanes.first(), b.lanes.first());
    }

    private int compareLanes(Lane a, Lane b) {
        steps.take();
        if (a == b) {
            return 0;
        }
        return a.isBefore(b) ? -1 : 1;
    }

    private static FlowKey keyOf(Lane lane) {
        return new FlowKey(lane.key.team(), lane.key.priority());
    }
}
