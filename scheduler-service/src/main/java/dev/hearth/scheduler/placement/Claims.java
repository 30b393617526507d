package dev.hearth.scheduler.placement;

import org.jspecify.annotations.Nullable;

/** Who waits for a worker, or for any of a set of like workers; builds apart, because a building engine takes none. */
final class Claims {
    private final FairQueue runs;
    private final FairQueue builds;

    Claims(Steps steps) {
        this.runs = new FairQueue(steps);
        this.builds = new FairQueue(steps);
    }

    FairQueue of(Kind kind) {
        return switch (kind) {
            case RUN -> runs;
            case BUILD -> builds;
        };
    }

    /** The best claim on a worker whose engine is building, or is not. */
    @Nullable
    Lane top(boolean engineIsBuilding) {
        return engineIsBuilding ? runs.top() : Lane.earlier(runs.top(), builds.top());
    }
}
