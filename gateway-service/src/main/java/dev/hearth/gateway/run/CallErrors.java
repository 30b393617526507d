package dev.hearth.gateway.run;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.gateway.http.RequirementsNotMet;

/** What calls of services failed with, in the form that travels between services. */
final class CallErrors {
    private CallErrors() {}

    /** Requirements keep their list, for whoever answers a client in the end. */
    static Throwable told(Throwable failure) {
        return failure instanceof RequirementsNotMet unmet
                ? new ServiceException(
                        ErrorCode.REQUIREMENTS_NOT_MET, String.valueOf(unmet.getMessage()), unmet.listAsJson())
                : failure;
    }

    static ServiceException onlyForAgents(String caller) {
        return new ServiceException(
                ErrorCode.FORBIDDEN, "%s may not call apps: only agent-service may".formatted(caller));
    }
}
