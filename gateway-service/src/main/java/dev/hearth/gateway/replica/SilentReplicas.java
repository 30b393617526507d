package dev.hearth.gateway.replica;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Replicas that are connected and do not answer: a process that hangs keeps its connections for as long as the keep-alive
 * takes to find out. Safe for any thread.
 */
public final class SilentReplicas {
    private static final Logger LOG = Logger.getLogger(SilentReplicas.class);

    /** By then a keep-alive has ended the connection, or the replica may be asked again. */
    private static final long AVOIDED_NANOS = Duration.ofSeconds(15).toNanos();

    private final Map<SocketAddress, Long> since = new ConcurrentHashMap<>();

    /** For a call that is about to be made. */
    public ReplicaChoice choice() {
        return new ReplicaChoice(this);
    }

    void add(SocketAddress address) {
        if (since.put(address, System.nanoTime()) == null) {
            LOG.warnf("a replica does not answer, others are asked: address=%s", address);
        }
    }

    void heard(SocketAddress address) {
        since.remove(address);
    }

    boolean contains(SocketAddress address) {
        Long at = since.get(address);
        if (at != null && System.nanoTime() - at > AVOIDED_NANOS) {
            since.remove(address, at);
            return false;
        }
        return at != null;
    }
}
