package dev.hearth.gateway.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailuresTest {
    private static final String HERE = "127.0.0.1:1";
    private static final String THERE = "127.0.0.1:2";

    private final LeaderAddress leader = new LeaderAddress(List.of(HERE, THERE));

    @Test
    void asksElsewhereWhenTheConnectionWasGivenUp() {
        Throwable failure = Status.INTERNAL
                .withDescription("Connection closed after GOAWAY. HTTP/2 error code: PROTOCOL_ERROR")
                .asRuntimeException();

        boolean heals = Failures.heals(failure, HERE, leader);

        assertThat(heals).isTrue();
        assertThat(leader.current()).isEqualTo(THERE);
    }

    @Test
    void asksElsewhereWhenTheChannelHadJustBeenClosed() {
        Throwable failure = Status.UNKNOWN.withDescription("channel closed").asRuntimeException();

        boolean heals = Failures.heals(failure, HERE, leader);

        assertThat(heals).isTrue();
    }

    @Test
    void doesNotRepeatWhatTheSchedulerCouldNotDo() {
        Throwable failure = Status.INTERNAL.withDescription("a bug").asRuntimeException();

        boolean heals = Failures.heals(failure, HERE, leader);

        assertThat(heals).isFalse();
        assertThat(leader.current()).isEqualTo(HERE);
    }
}
