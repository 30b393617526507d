package dev.hearth.gateway.http;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;

/** The errors of the HTTP edge itself. */
public final class HttpErrors {
    private HttpErrors() {}

    public static ServiceException noRoute(String method, String path) {
        return new ServiceException(ErrorCode.NOT_FOUND, "no route %s %s".formatted(method, path));
    }

    public static ServiceException methodNotAllowed(String method, String path) {
        return new ServiceException(
                ErrorCode.METHOD_NOT_ALLOWED, "method %s is not allowed on %s".formatted(method, path));
    }

    public static ServiceException invalid(String message) {
        return new ServiceException(ErrorCode.INVALID_REQUEST, message);
    }

    public static ServiceException bodyTooLarge(long limit) {
        return new ServiceException(ErrorCode.PAYLOAD_TOO_LARGE, "the body is larger than %d bytes".formatted(limit));
    }
}
