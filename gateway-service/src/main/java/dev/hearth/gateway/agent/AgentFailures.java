package dev.hearth.gateway.agent;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.GrpcErrors;
import dev.hearth.errors.ServiceException;
import java.net.ConnectException;

/** Tells failures that another attempt may heal from those that it would repeat. */
final class AgentFailures {
    private AgentFailures() {}

    /** Whether agent-service is away or gave up the call, for whatever it may have done. */
    static boolean isAway(Throwable failure) {
        return GrpcErrors.mayHeal(failure);
    }

    /** Whether the call cannot have reached agent-service. */
    static boolean isUnsent(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException) {
                return true;
            }
        }
        return false;
    }

    static Throwable declaredOf(Throwable failure) {
        return isAway(failure)
                ? new ServiceException(ErrorCode.UNAVAILABLE, "agents are temporarily unavailable, try again", failure)
                : GrpcErrors.declaredOf(failure);
    }
}
