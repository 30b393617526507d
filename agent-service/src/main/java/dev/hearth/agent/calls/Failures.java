package dev.hearth.agent.calls;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.GrpcErrors;
import dev.hearth.errors.ServiceException;
import java.util.Optional;

/** Tells failures that another attempt may heal from those that it would repeat. */
final class Failures {
    private Failures() {}

    static boolean heals(Throwable failure) {
        Optional<ServiceException> declared = GrpcErrors.fromGrpc(failure);
        if (declared.isPresent()) {
            return declared.get().code() == ErrorCode.UNAVAILABLE;
        }
        return GrpcErrors.isConnectionLost(failure);
    }

    /** As the caller can understand it. */
    static Throwable declaredOf(Throwable failure) {
        return GrpcErrors.fromGrpc(failure).<Throwable>map(error -> error).orElse(failure);
    }

    static ServiceException unreachable(Throwable last) {
        return new ServiceException(ErrorCode.UNAVAILABLE, "the gateway does not answer, try again", last);
    }
}
