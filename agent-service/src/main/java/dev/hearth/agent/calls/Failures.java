package dev.hearth.agent.calls;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.GrpcErrors;
import dev.hearth.errors.ServiceException;
import io.grpc.Status;
import java.util.Optional;

/** Tells failures that another attempt may heal from those that it would repeat. */
final class Failures {
    private Failures() {}

    static boolean heals(Throwable failure) {
        Optional<ServiceException> declared = GrpcErrors.fromGrpc(failure);
        if (declared.isPresent()) {
            return declared.get().code() == ErrorCode.UNAVAILABLE;
        }
        Status status = Status.fromThrowable(failure);
        return switch (status.getCode()) {
            case UNAVAILABLE, CANCELLED, DEADLINE_EXCEEDED -> true;
            // A connection that ended in the middle of a call; errors of the gateway itself have another text.
            case INTERNAL, UNKNOWN -> tellsOfConnection(String.valueOf(status.getDescription()));
            default -> false;
        };
    }

    /** As the caller can understand it. */
    static Throwable declaredOf(Throwable failure) {
        return GrpcErrors.fromGrpc(failure).<Throwable>map(error -> error).orElse(failure);
    }

    static ServiceException unreachable(Throwable last) {
        return new ServiceException(ErrorCode.UNAVAILABLE, "the gateway does not answer, try again", last);
    }

    private static boolean tellsOfConnection(String description) {
        return description.contains("RST_STREAM") || description.contains("GOAWAY");
    }
}
