package dev.hearth.gateway.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SilentReplicasTest {
    private static final SocketAddress REPLICA = InetSocketAddress.createUnresolved("replica", 9084);

    private long now = -5;
    private final SilentReplicas silent = new SilentReplicas(() -> now);

    @Test
    void isTriedAgainAfterAWhileAndThenLessAndLessOften() {
        silent.add(REPLICA);
        silent.add(REPLICA);

        assertThat(avoidedFor(15)).isTrue();
        silent.add(REPLICA);
        assertThat(avoidedFor(30)).isTrue();
        for (int i = 0; i < 10; i++) {
            silent.add(REPLICA);
            pass(250);
        }
        silent.add(REPLICA);
        assertThat(avoidedFor(240)).isTrue();
    }

    @Test
    void isForgottenWhenItIsHeard() {
        silent.add(REPLICA);
        pass(16);
        silent.add(REPLICA);

        silent.heard(REPLICA);

        assertThat(silent.contains(REPLICA)).isFalse();
        silent.add(REPLICA);
        assertThat(avoidedFor(15)).isTrue();
    }

    /** Until then, and no longer. */
    private boolean avoidedFor(int seconds) {
        pass(seconds);
        boolean still = silent.contains(REPLICA);
        pass(1);
        return still && !silent.contains(REPLICA);
    }

    private void pass(int seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }
}
