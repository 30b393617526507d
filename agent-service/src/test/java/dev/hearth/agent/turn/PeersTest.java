package dev.hearth.agent.turn;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PeersTest {
    private static final ProcessName OTHER = new ProcessName("other");

    private final AtomicLong nanos = new AtomicLong(1);
    private final Peers peers = new Peers(nanos::get);

    @Test
    void takesItselfForAloneOnceNobodyHasAnswered() {
        peers.asked();
        boolean atFirst = peers.mayListen();

        pass(Duration.ofSeconds(3));

        assertThat(atFirst).isTrue();
        assertThat(peers.mayListen()).isFalse();
    }

    @Test
    void tellsAProcessThatIsThere() {
        alone();

        peers.heard(OTHER);

        assertThat(peers.mayListen()).isTrue();
    }

    @Test
    void keepsInMindAProcessThatSaysSoFromTimeToTime() {
        alone();
        for (int i = 0; i < 20; i++) {
            peers.heard(OTHER);
            pass(Peers.EVERY);
        }

        assertThat(peers.mayListen()).isTrue();
    }

    @Test
    void forgetsAProcessThatIsSilent() {
        alone();
        peers.heard(OTHER);

        pass(Peers.EVERY.multipliedBy(5));

        assertThat(peers.mayListen()).isFalse();
    }

    @Test
    void tellsEverybodyWhileItHearsNobody() {
        alone();

        peers.deaf();
        pass(Duration.ofHours(1));

        assertThat(peers.mayListen()).isTrue();
    }

    private void alone() {
        peers.asked();
        pass(Duration.ofSeconds(3));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
