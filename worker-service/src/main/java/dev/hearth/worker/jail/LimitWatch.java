package dev.hearth.worker.jail;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a process tree ran into one of its limits: as the kernel counted it where it holds the limit, else as counted
 * here, now and then. What was seen once stays true. Any thread.
 */
final class LimitWatch {
    /** Counting here reads all of {@code /proc}. */
    private static final long COUNT_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Who watches a process looks again this often: where the kernel holds its limits, nothing gets worse meanwhile. */
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long LOOK_AT_HELD_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ProcessHandle process;
    private final ProcessLimits limits;
    private final @Nullable ControlGroup group;
    private volatile Excess seen = Excess.NONE;
    private volatile long lookedAtNanos = System.nanoTime();
    private volatile long countedAtNanos = System.nanoTime() - COUNT_EVERY_NANOS;

    LimitWatch(ProcessHandle process, ProcessLimits limits, @Nullable ControlGroup group) {
        this.process = process;
        this.limits = limits;
        this.group = group;
    }

    ProcessLimits limits() {
        return limits;
    }

    /** As {@link #look}, from a moment ago: for those who ask time and again. */
    Excess lookNowAndThen() {
        long every = isHeldByKernel() ? LOOK_AT_HELD_EVERY_NANOS : LOOK_EVERY_NANOS;
        return System.nanoTime() - lookedAtNanos < every ? seen : look();
    }

    Excess look() {
        lookedAtNanos = System.nanoTime();
        if (seen == Excess.NONE && group != null) {
            seen = group.excess();
        }
        if (seen == Excess.NONE && !isHeldByKernel()) {
            long now = System.nanoTime();
            if (now - countedAtNanos >= COUNT_EVERY_NANOS) {
                countedAtNanos = now;
                seen = count();
            }
        }
        return seen;
    }

    private boolean isHeldByKernel() {
        return isHeldByKernel(Excess.MEMORY) && isHeldByKernel(Excess.PROCESSES);
    }

    private boolean isHeldByKernel(Excess kind) {
        return limits.of(kind) == 0 || (group != null && group.limits(kind));
    }

    private Excess count() {
        if (!isHeldByKernel(Excess.PROCESSES) && ProcessTree.tasksStarted(process) >= limits.maxProcesses()) {
            return Excess.PROCESSES;
        }
        // Shared pages count once in the second number, which takes longer to come by.
        boolean isOver = !isHeldByKernel(Excess.MEMORY)
                && ProcessTree.residentBytes(process) > limits.ramBytes()
                && ProcessTree.proportionalBytes(process) > limits.ramBytes();
        return isOver ? Excess.MEMORY : Excess.NONE;
    }
}
