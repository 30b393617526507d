package dev.hearth.agent.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StoreGuardTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void saysThatADatabaseIsAway() {
        assertThat(codeOf(new IllegalStateException(new ConnectException("refused"))))
                .isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(codeOf(new PgException("shutting down", "FATAL", "57P01", "")))
                .isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void leavesDeclaredErrorsAlone() {
        assertThat(codeOf(new ServiceException(ErrorCode.NOT_FOUND, "x"))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void leavesBugsAlone() {
        PgException bug = new PgException("no such column", "ERROR", "42703", "");

        assertThatThrownBy(() ->
                        StoreGuard.guard(Uni.createFrom().failure(bug)).await().indefinitely())
                .isSameAs(bug);
    }

    @Test
    void answersBeforeThe10SecondsWithinWhichEveryRequestIsAnswered() {
        assertThat(StoreGuard.PATIENCE).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void givesUpWorkThatTakesTooLong() {
        CountDownLatch cancelled = new CountDownLatch(1);
        Uni<String> work = Uni.createFrom().<String>nothing().onCancellation().invoke(cancelled::countDown);

        assertThatThrownBy(() ->
                        StoreGuard.guard(work, Duration.ofMillis(50)).await().atMost(SOON))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
                .hasMessageContaining("try again");
        assertThat(cancelled.getCount()).isZero();
    }

    private static ErrorCode codeOf(Throwable failure) {
        try {
            StoreGuard.guard(Uni.createFrom().failure(failure)).await().indefinitely();
        } catch (ServiceException e) {
            return e.code();
        }
        throw new AssertionError("did not fail");
    }
}
