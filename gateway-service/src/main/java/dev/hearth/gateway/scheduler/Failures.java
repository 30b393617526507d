package dev.hearth.gateway.scheduler;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.GrpcErrors;
import dev.hearth.errors.ServiceException;
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
        boolean broken = GrpcErrors.isConnectionLost(failure);
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
}
