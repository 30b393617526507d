package dev.hearth.gateway.replica;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Replicas that are connected and do not answer: a process that hangs keeps its connections until a keep-alive finds out, and
 * none is sent while nothing is asked of it. Each is left alone for a while, twice as long whenever it was tried again in
 * vain. Safe for any thread.
 */
public final class SilentReplicas {
    private static final Logger LOG = Logger.getLogger(SilentReplicas.class);
    private static final long FIRST_NANOS = Duration.ofSeconds(15).toNanos();
    private static final long MAX_NANOS = Duration.ofMinutes(4).toNanos();

    private final LongSupplier nanos;
    private final Map<SocketAddress, Silence> silent = new ConcurrentHashMap<>();

    public SilentReplicas() {
        this(System::nanoTime);
    }

    SilentReplicas(LongSupplier nanos) {
        this.nanos = nanos;
    }

    private record Silence(long since, long avoided) {
        boolean isOver(long now) {
            return now - since > avoided;
        }
    }

    /** For a call that is about to be made. */
    public ReplicaChoice choice() {
        return new ReplicaChoice(this);
    }

    /** Also by calls that were under way when it was found out: they say nothing new. */
    void add(SocketAddress address) {
        long now = nanos.getAsLong();
        silent.compute(address, (_, before) -> {
            if (before == null) {
                LOG.warnf("a replica does not answer, others are asked: address=%s", address);
                return new Silence(now, FIRST_NANOS);
            }
            return before.isOver(now) ? new Silence(now, Math.min(2 * before.avoided(), MAX_NANOS)) : before;
        });
    }

    void heard(SocketAddress address) {
        if (silent.remove(address) != null) {
            LOG.infof("a replica answers again: address=%s", address);
        }
    }

    boolean contains(SocketAddress address) {
        Silence silence = silent.get(address);
        return silence != null && !silence.isOver(nanos.getAsLong());
    }
}
