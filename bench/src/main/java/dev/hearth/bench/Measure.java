package dev.hearth.bench;

import org.jspecify.annotations.Nullable;

/**
 * One number of the report.
 *
 * @param name what was measured
 * @param value the number; null when it could not be measured, and why is in the note
 * @param goal what is meant to be reached; null: nothing is promised
 */
record Measure(
        String name,
        @Nullable Double value,
        String unit,
        @Nullable Goal goal,
        String note) {
    static Measure of(String name, double value, String unit) {
        return new Measure(name, value, unit, null, "");
    }

    static Measure missing(String name, String why) {
        return new Measure(name, null, "", null, why);
    }

    Measure atMost(double limit) {
        return new Measure(name, value, unit, new Goal(limit, true), note);
    }

    Measure atLeast(double limit) {
        return new Measure(name, value, unit, new Goal(limit, false), note);
    }

    Measure noting(String remark) {
        return new Measure(name, value, unit, goal, remark);
    }

    /** Whether the goal is reached; true where there is none. */
    boolean isReached() {
        return goal == null || value == null || goal.isReachedBy(value);
    }

    /** A limit, to be kept or to be passed. */
    record Goal(double limit, boolean isUpper) {
        boolean isReachedBy(double value) {
            return isUpper ? value <= limit : value >= limit;
        }
    }
}
