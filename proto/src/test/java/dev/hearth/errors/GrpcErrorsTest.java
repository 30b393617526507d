package dev.hearth.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GrpcErrorsTest {
    @ParameterizedTest
    @EnumSource
    void everyCodeSurvivesTheWay(ErrorCode code) {
        ServiceException sent = new ServiceException(code, "what went wrong");

        assertThat(GrpcErrors.fromGrpc(GrpcErrors.toGrpc(sent))).hasValueSatisfying(received -> {
            assertThat(received.code()).isEqualTo(code);
            assertThat(received).hasMessage("what went wrong");
        });
    }

    @Test
    void detailsSurviveTheWay() {
        ServiceException sent = new ServiceException(ErrorCode.REQUIREMENTS_NOT_MET, "no", "[\"é\"]");

        assertThat(GrpcErrors.fromGrpc(GrpcErrors.toGrpc(sent)).orElseThrow().details())
                .isEqualTo("[\"é\"]");
    }

    @Test
    void aStatusWithoutACodeIsNotACallersError() {
        assertThat(GrpcErrors.fromGrpc(Status.INTERNAL.asRuntimeException())).isEmpty();
    }

    @Test
    void theStandbyNamesTheLeader() {
        assertThat(GrpcErrors.leaderOf(GrpcErrors.notLeader("10.0.0.1:9082"))).contains("10.0.0.1:9082");
        assertThat(GrpcErrors.leaderOf(GrpcErrors.notLeader(""))).isEmpty();
    }
}
