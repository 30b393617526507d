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
        Optional<ErrorCode> declared = GrpcErrors.fromGrpc(failure).map(ServiceException::code);
        if (declared.equals(Optional.of(ErrorCode.NOT_LEADER))) {
            GrpcErrors.leaderOf(failure).ifPresentOrElse(leader::learned, () -> leader.turnFrom(asked));
            return true;
        }
        boolean heals = GrpcErrors.mayHeal(failure);
        if (heals && declared.isEmpty()) {
            leader.turnFrom(asked);
        }
        return heals;
    }

    /** Whether the failure itself says where to go, so that nothing need be waited for. */
    static boolean namesLeader(Throwable failure) {
        return GrpcErrors.leaderOf(failure).isPresent();
    }

    static ServiceException unreachable(Throwable last) {
        return new ServiceException(ErrorCode.UNAVAILABLE, "the scheduler does not answer, try again", last);
    }
}
