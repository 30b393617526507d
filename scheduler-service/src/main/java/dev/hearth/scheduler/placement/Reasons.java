package dev.hearth.scheduler.placement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts into words why a task waits. */
final class Reasons {
    private static final long MIB = 1L << 20;

    private final Fleet fleet;

    Reasons(Fleet fleet) {
        this.fleet = fleet;
    }

    Optional<WaitReason> of(Lane lane) {
        boolean isNext = !lane.parked && lane.fit.hasIdle(lane.key.kind());
        return isNext ? Optional.empty() : Optional.of(reason(lane));
    }

    private WaitReason reason(Lane lane) {
        if (fleet.shapes().isEmpty()) {
            return fleet.engines().isEmpty()
                    ? new WaitReason("no_engine", "No engine is connected")
                    : new WaitReason("no_engine", "Every engine that is connected is draining");
        }
        if (lane.key.isBound() && (lane.blocked || lane.fit.isNowhere())) {
            return new WaitReason("session_worker", "The worker of its session has not reported yet");
        }
        if (lane.fit.isNowhere()) {
            return nowhere(lane);
        }
        if (lane.key.kind() == Kind.BUILD && everyEngineBuilds(lane)) {
            return new WaitReason(
                    "build_running", "Every engine that fits is building; each builds one version at a time");
        }
        if (lane.key.opens() && !fleet.carriers().mayGrow(lane.key.team())) {
            return new WaitReason(
                    "session_share",
                    "Sessions hold %d of %d workers, and no more of them may; one that ends makes room"
                            .formatted(
                                    fleet.carriers().carriers(),
                                    fleet.carriers().workers()));
        }
        if (lane.blocked) {
            return new WaitReason("session_room", "Sessions hold the memory it needs; one that ends makes room");
        }
        if (lane.parked) {
            return new WaitReason(
                    "all_busy", "Waits for a warm runner, which is expected to be sooner than a cold start");
        }
        long workers = lane.fit.namesWorkers()
                ? lane.fit.named().size()
                : lane.fit.shapes().stream().mapToLong(shape -> shape.workers).sum();
        return new WaitReason(
                "all_busy",
                workers == 1 ? "The worker that fits is busy" : "All %d workers that fit are busy".formatted(workers));
    }

    private WaitReason nowhere(Lane lane) {
        Requirement requirement = lane.key.requirement();
        boolean jailMissing =
                fleet.shapes().stream().anyMatch(shape -> shape.offers(requirement) && !shape.serves(lane.key.team()));
        if (jailMissing && requirement.workers().isEmpty()) {
            return new WaitReason(
                    "jail_missing",
                    "Workers that fit belong to engines without a jail, which do not serve team %s"
                            .formatted(lane.key.team()));
        }
        return new WaitReason("no_worker_fits", "No worker has " + words(requirement));
    }

    private boolean everyEngineBuilds(Lane lane) {
        return fleet.engines().stream()
                .filter(engine -> !engine.draining && engine.workers.stream().anyMatch(lane.fit::accepts))
                .allMatch(Engine::isBuilding);
    }

    private static String words(Requirement requirement) {
        List<String> parts = new ArrayList<>();
        if (requirement.gpuCount() > 0) {
            String type = requirement.acceptsGpuType("") ? "" : " of type " + requirement.gpuType();
            parts.add("%d GPU(s)%s with %d MiB each"
                    .formatted(requirement.gpuCount(), type, requirement.vramBytes() / MIB));
        }
        if (!requirement.engineLabels().isEmpty()) {
            parts.add(
                    "the labels " + requirement.engineLabels().stream().sorted().toList());
        }
        if (!requirement.workers().isEmpty()) {
            parts.add("one of the ids "
                    + requirement.workers().stream()
                            .map(id -> id.value())
                            .sorted()
                            .toList());
        }
        return parts.isEmpty() ? "what was asked" : String.join(" and ", parts);
    }
}
