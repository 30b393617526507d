package dev.hearth.gateway.scheduler;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.GrpcErrors;
import dev.hearth.errors.ServiceException;
import io.grpc.Status;
import java.util.Optional;

/** Tells failures that another attempt may heal from those that it would repeat. */
final class Failures {
    private Failures() {}

    /** Whether to ask again, perhaps elsewhere; moves the leader's address on the way. */
    static boolean heals(Throwable failure, String asked, LeaderAddress leader) {
        Optional<ServiceException> declared = GrpcErrors.fromGrpc(failure);
        if (declared.isPresent()) {
            ErrorCode code = declared.get().code();
            if (code == ErrorCode.NOT_LEADER) {
                GrpcErrors.leaderOf(failure).ifPresentOrElse(leader::learned, () -> leader.turnFrom(asked));
            }
            return code == ErrorCode.NOT_LEADER || code == ErrorCode.UNAVAILABLE;
        }
        boolean broken = isBroken(Status.fromThrowable(failure));
        if (broken) {
            leader.turnFrom(asked);
        }
        return broken;
    }

    /** Whether the failure itself says where to go, so that nothing need be waited for. */
    static boolean namesLeader(Throwable failure) {
        return GrpcErrors.leaderOf(failure).isPresent();
    }

    static Throwable declaredOf(Throwable failure) {
        return GrpcErrors.fromGrpc(failure).<Throwable>map(error -> error).orElse(failure);
    }

    static ServiceException unreachable(Throwable last) {
        return new ServiceException(ErrorCode.UNAVAILABLE, "the scheduler does not answer, try again", last);
    }

    private static boolean isBroken(Status status) {
        return switch (status.getCode()) {
            case UNAVAILABLE, CANCELLED, DEADLINE_EXCEEDED -> true;
            // A connection that ended in the middle of a call; errors of the scheduler itself have another text.
            case INTERNAL, UNKNOWN -> tellsOfConnection(String.valueOf(status.getDescription()));
            default -> false;
        };
    }

    /** GOAWAY: the server gave up the whole connection, with every call on it, for what it met on one stream. */
    private static boolean tellsOfConnection(String description) {
        return description.contains("RST_STREAM") || description.contains("GOAWAY");
    }
}
