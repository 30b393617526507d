package dev.hearth.agent.turn;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Whether other processes may be listening. Each says that it is there when it begins to listen, when another one does, and
 * every {@link #EVERY}. A process that is alone, as most are, need not tell anybody what it commits. Safe for any thread.
 */
final class Peers {
    static final Duration EVERY = Duration.ofSeconds(15);
    private static final long FORGOTTEN_AFTER_NANOS = EVERY.multipliedBy(4).toNanos();
    /** So long others are given to answer a process that has begun to listen. */
    private static final long ANSWER_NANOS = Duration.ofSeconds(2).toNanos();

    private final LongSupplier nanos;
    private final Map<ProcessName, Long> heardAt = new ConcurrentHashMap<>();
    private volatile long listensSince;
    private volatile boolean listens;

    Peers(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** This process asks who is there from now on. */
    void asked() {
        listensSince = nanos.getAsLong();
        listens = true;
    }

    /** Nobody is heard any more. */
    void deaf() {
        listens = false;
    }

    void heard(ProcessName process) {
        heardAt.put(process, nanos.getAsLong());
    }

    /** False only if this process would have heard of any other one. */
    boolean mayListen() {
        long now = nanos.getAsLong();
        heardAt.values().removeIf(at -> now - at > FORGOTTEN_AFTER_NANOS);
        return !listens || now - listensSince < ANSWER_NANOS || !heardAt.isEmpty();
    }
}
