package dev.hearth.worker.jail;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A started process with everything it starts. */
public final class JailedProcess {
    private static final Logger LOG = Logger.getLogger(JailedProcess.class);
    private static final long LOOK_MILLIS = 200;

    private final Process process;
    private final FileInputStream output;
    private final RandomAccessFile mark;
    private final boolean jailed;
    private final Spawner spawner;
    private final LimitWatch limits;
    private final @Nullable ControlGroup group;
    private final CompletableFuture<ProcessEnd> end;

    JailedProcess(
            OutputPipe.Opened opened,
            boolean jailed,
            Spawner spawner,
            ProcessLimits limits,
            @Nullable ControlGroup group) {
        this.process = opened.process();
        this.output = opened.output();
        this.mark = opened.mark();
        this.jailed = jailed;
        this.spawner = spawner;
        this.group = group;
        this.limits = new LimitWatch(process.toHandle(), limits, group);
        this.end = process.onExit().thenApply(this::ended);
    }

    /**
     * How a process ended.
     *
     * @param excess the limit it ran into before
     */
    public record ProcessEnd(int exitCode, Excess excess) {}

    public long pid() {
        return process.pid();
    }

    /** What the process and its children write. */
    public FileInputStream output() {
        return output;
    }

    /** Puts these bytes, at most 4096, behind all that was written so far. Fails once the process has ended. */
    public void mark(byte[] bytes) throws IOException {
        mark.write(bytes);
    }

    public CompletableFuture<ProcessEnd> end() {
        return end;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Ends the process and all it started, at once. May be called again. */
    public void kill() {
        if (jailed) {
            // The jail's first process dies with its parent, and all others with that one.
            process.destroyForcibly();
            return;
        }
        Stream<ProcessHandle> descendants = process.descendants();
        List<ProcessHandle> children = descendants.toList();
        killGroup();
        children.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private void killGroup() {
        ProcessBuilder builder = new ProcessBuilder("kill", "-KILL", "--", "-" + process.pid());
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        try {
            spawner.start(builder);
        } catch (IOException e) {
            LOG.warnf(e, "could not end the process group %d", process.pid());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Memory of the process and its children; 0 when it cannot be told. */
    public long memoryBytes() {
        OptionalLong grouped = group == null ? OptionalLong.empty() : group.memoryBytes();
        if (grouped.isPresent()) {
            return grouped.getAsLong();
        }
        return ProcessTree.residentBytes(process.toHandle());
    }

    public ProcessLimits limits() {
        return limits.limits();
    }

    /** The limit that the process, or one it started, has run into. */
    public Excess excess() {
        return limits.look();
    }

    /** As {@link #excess}, from a moment ago: for those who ask time and again. */
    public Excess excessNowAndThen() {
        return limits.lookNowAndThen();
    }

    /**
     * Ends all of it, from now on, as soon as it has run into its limit of memory: the kernel ends a single process, or none at all
     * where it does not hold the limit.
     */
    public void endBeyondMemory() {
        Thread.ofVirtual().name("memory-" + process.pid()).start(() -> {
            while (!hasEndedWithin(LOOK_MILLIS)) {
                if (limits.lookNowAndThen() == Excess.MEMORY) {
                    kill();
                    return;
                }
            }
        });
    }

    private boolean hasEndedWithin(long millis) {
        try {
            end.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("waiting for a process cannot fail", e);
        }
    }

    private ProcessEnd ended(Process ended) {
        Excess excess = limits.look();
        if (group != null) {
            group.remove();
        }
        return new ProcessEnd(ended.exitValue(), excess);
    }
}
