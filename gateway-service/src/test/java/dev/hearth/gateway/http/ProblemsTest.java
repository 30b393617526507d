package dev.hearth.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.errors.ErrorCode;
import io.vertx.pgclient.PgException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemsTest {
    @ParameterizedTest
    @ValueSource(strings = {"57P01", "57P03", "08006"})
    void aDatabaseThatIsAwayIsUnavailable(String sqlState) {
        Problem problem = Problems.of(new CompletionException(failure(sqlState)));

        assertThat(problem.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void aWrongStatementIsABug() {
        Problem problem = Problems.of(failure("42703"));

        assertThat(problem.code()).isEqualTo(ErrorCode.INTERNAL);
    }

    private static PgException failure(String sqlState) {
        return new PgException("the database says no", "FATAL", sqlState, "no detail");
    }
}
