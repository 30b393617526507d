package dev.hearth.scheduler.placement;

import dev.hearth.ids.TeamId;
import java.util.ArrayList;
import java.util.List;

/**
 * Where tasks of a team with a requirement may go: every worker of some shapes, or, if the requirement names workers,
 * those among them.
 *
 * @param shapes best fit first
 * @param named workers the requirement names; empty if it names none
 * @param ramBytes what is asked, clamped to the largest worker that fits otherwise
 */
record Fit(Requirement requirement, List<Shape> shapes, List<Worker> named, long ramBytes) {

    static Fit of(TeamId team, Requirement requirement, Fleet fleet) {
        List<Shape> offering = new ArrayList<>();
        for (Shape shape : fleet.shapes()) {
            if (shape.serves(team) && shape.offers(requirement)) {
                offering.add(shape);
            }
        }
        List<Worker> named = namedWorkers(requirement, offering, fleet);
        long largest = requirement.workers().isEmpty()
                ? offering.stream()
                        .mapToLong(shape -> shape.key.ramBytes())
                        .max()
                        .orElse(0)
                : named.stream()
                        .mapToLong(worker -> worker.capacity.ramBytes())
                        .max()
                        .orElse(0);
        long ramBytes = Math.min(requirement.ramBytes(), largest);
        List<Shape> shapes = offering.stream()
                .filter(shape -> shape.key.ramBytes() >= ramBytes)
                .sorted(Shape.BEST_FIT)
                .toList();
        List<Worker> large = named.stream()
                .filter(worker -> worker.capacity.ramBytes() >= ramBytes)
                .toList();
        return new Fit(requirement, shapes, large, ramBytes);
    }

    private static List<Worker> namedWorkers(Requirement requirement, List<Shape> offering, Fleet fleet) {
        return requirement.workers().stream()
                .flatMap(id -> fleet.findAssignable(id).stream())
                .filter(worker -> offering.contains(worker.shape))
                .toList();
    }

    boolean namesWorkers() {
        return !requirement.workers().isEmpty();
    }

    /** Whether nothing fits. */
    boolean isNowhere() {
        return namesWorkers() ? named.isEmpty() : shapes.isEmpty();
    }

    /** Whether a worker where it may go is idle. */
    boolean hasIdle(Kind kind) {
        return namesWorkers()
                ? !Fleet.idleAmong(named, kind).isEmpty()
                : shapes.stream().anyMatch(shape -> shape.hasIdle(kind));
    }

    boolean accepts(Worker worker) {
        return namesWorkers() ? named.contains(worker) : shapes.contains(worker.shape);
    }
}
