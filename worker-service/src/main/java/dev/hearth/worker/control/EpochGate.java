package dev.hearth.worker.control;

import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;

/** The highest epoch obeyed; what an older leader commands is not. */
@Singleton
public class EpochGate {
    private final AtomicLong highest = new AtomicLong();

    boolean isToBeObeyed(long epoch) {
        return highest.accumulateAndGet(epoch, Math::max) == epoch;
    }

    long highest() {
        return highest.get();
    }
}
