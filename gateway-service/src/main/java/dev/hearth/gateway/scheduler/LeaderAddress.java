package dev.hearth.gateway.scheduler;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/** Where the leader is believed to be. Any thread may ask and tell. */
final class LeaderAddress {
    private static final Logger LOG = Logger.getLogger(LeaderAddress.class);

    private final List<String> replicas;
    private final AtomicInteger next = new AtomicInteger();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile String current;

    LeaderAddress(List<String> replicas) {
        if (replicas.isEmpty()) {
            throw new IllegalArgumentException("HEARTH_SCHEDULER_ADDRESSES names no address");
        }
        this.replicas = List.copyOf(replicas);
        this.current = this.replicas.getFirst();
    }

    String current() {
        return current;
    }

    /** A replica said who leads. */
    void learned(String leader) {
        if (!leader.equals(current)) {
            LOG.infof("the scheduler's leader is at %s", leader);
            current = leader;
            listeners.forEach(Runnable::run);
        }
    }

    /** This address does not answer, or does not know a leader: ask the next one, unless somebody already moved on. */
    void turnFrom(String address) {
        if (address.equals(current)
                && (replicas.size() > 1 || !replicas.getFirst().equals(address))) {
            String other = replicas.get(next.incrementAndGet() % replicas.size());
            current = other.equals(address) ? replicas.get(next.incrementAndGet() % replicas.size()) : other;
        }
    }

    /** Called whenever {@link #learned} changed the address. */
    void addListener(Runnable listener) {
        listeners.add(listener);
    }

    void removeListener(Runnable listener) {
        listeners.remove(listener);
    }
}
