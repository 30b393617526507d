package dev.hearth.worker.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EngineLeaseTest {
    private static final Duration FIFTEEN = Duration.ofSeconds(15);

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5); // wraps round soon, as it may
    private final EngineLease lease = new EngineLease(nanoTime::get);

    @Test
    void isNotHeldBeforeItWasGranted() {
        assertThat(lease.isHeld()).isFalse();
    }

    @Test
    void endsOneDurationAfterTheHeartbeatWasSent() {
        long sent = nanoTime.get();
        nanoTime.addAndGet(Duration.ofSeconds(2).toNanos()); // the answer took its time
        lease.renew(sent, FIFTEEN);

        nanoTime.set(sent + FIFTEEN.toNanos() - 1);
        assertThat(lease.isHeld()).isTrue();

        nanoTime.set(sent + FIFTEEN.toNanos());
        assertThat(lease.isHeld()).isFalse();
    }

    @Test
    void tellsHowLongItIsNotHeld() {
        nanoTime.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(lease.notHeldFor()).isEqualTo(Duration.ofSeconds(2));

        lease.renew(nanoTime.get(), FIFTEEN);
        assertThat(lease.notHeldFor()).isZero();

        nanoTime.addAndGet(FIFTEEN.plusSeconds(3).toNanos());
        assertThat(lease.notHeldFor()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void isNotShortenedByAnAnswerThatComesLate() {
        long first = nanoTime.get();
        long second = first + Duration.ofSeconds(5).toNanos();
        lease.renew(second, FIFTEEN);

        lease.renew(first, FIFTEEN);

        nanoTime.set(second + FIFTEEN.toNanos() - 1);
        assertThat(lease.isHeld()).isTrue();
    }
}
