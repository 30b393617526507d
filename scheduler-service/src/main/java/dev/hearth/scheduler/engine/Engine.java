package dev.hearth.scheduler.engine;

import dev.hearth.ids.EngineId;
import dev.hearth.ids.TeamId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An engine with a lease. Its line may be down while the lease lasts: it is expected back. Owned by the leader's thread.
 */
@SuppressWarnings("ReferenceEquality") // a line is the same only if it is the very same stream
public final class Engine {
    private final EngineId id;
    private final String incarnation;
    private final Instant connectedAt;
    private EngineReport.Hello hello;
    private @Nullable EngineLine line;
    private long leaseEndsNanos;
    private Instant lastHeardAt;
    private boolean draining;

    public Engine(EngineId id, EngineReport.Hello hello, Instant now) {
        this.id = id;
        this.incarnation = hello.incarnation();
        this.hello = hello;
        this.connectedAt = now;
        this.lastHeardAt = now;
        this.draining = hello.draining();
    }

    public EngineId id() {
        return id;
    }

    /** Whether the report comes from the process we know. */
    public boolean isSameProcess(EngineReport.Hello other) {
        return incarnation.equals(other.incarnation());
    }

    public void connected(EngineLine fresh, EngineReport.Hello report, Instant now) {
        EngineLine old = line;
        line = fresh;
        hello = report;
        draining = report.draining();
        lastHeardAt = now;
        if (old != null && old != fresh) {
            old.end(new IllegalStateException("another stream of this engine took over"));
        }
    }

    /** The line broke; the lease goes on. */
    public void disconnected(EngineLine broken) {
        if (line == broken) {
            line = null;
        }
    }

    public void renew(long endsNanos, Instant now) {
        leaseEndsNanos = endsNanos;
        lastHeardAt = now;
    }

    public boolean isLeaseOver(long nowNanos) {
        return nowNanos - leaseEndsNanos >= 0;
    }

    /** Sends an order if the line is up; what was not sent is made up for when the engine says Hello again. */
    public boolean send(EngineOrder order) {
        EngineLine open = line;
        if (open == null) {
            return false;
        }
        open.send(order);
        return true;
    }

    public void end(Throwable reason) {
        EngineLine open = line;
        line = null;
        if (open != null) {
            open.end(reason);
        }
    }

    public boolean isLine(EngineLine other) {
        return line == other;
    }

    public void drain() {
        draining = true;
    }

    public boolean isDraining() {
        return draining;
    }

    public Instant connectedAt() {
        return connectedAt;
    }

    public Instant lastHeardAt() {
        return lastHeardAt;
    }

    public List<EngineReport.Slot> workers() {
        return hello.workers();
    }

    public EngineReport.Capabilities capabilities() {
        return hello.capabilities();
    }

    /** The one team it may serve, if it is restricted. */
    public Optional<TeamId> onlyTeam() {
        return hello.capabilities().jailed()
                ? Optional.empty()
                : hello.capabilities().onlyTeam();
    }
}
