package dev.hearth.agent.tool;

import dev.hearth.agent.definition.Tool;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** How long tools may still take. */
@Singleton
class TimeLimits {
    private final Clock clock;

    TimeLimits(Clock clock) {
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    /** Until the deadline that was recorded with the invocation, else the tool's own limit from now on. */
    Duration of(Tool.Common tool, ToolUse use) {
        Instant deadline = use.invocation().deadlineAt();
        Duration limit = deadline == null ? tool.timeLimit() : Duration.between(clock.instant(), deadline);
        return limit.isPositive() ? limit : Duration.ofMillis(1);
    }
}
