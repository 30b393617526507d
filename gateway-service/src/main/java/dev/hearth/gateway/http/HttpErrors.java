package dev.hearth.gateway.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
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

    /** Says what is wrong and where, without repeating what was sent. */
    public static ServiceException malformed(JsonProcessingException error) {
        JsonLocation at = error.getLocation();
        String place = at == null ? "" : " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr());
        String text = error instanceof StreamConstraintsException
                ? "nested deeper than %d levels, or one value is too long".formatted(StrictJson.MAX_DEPTH)
                : error.getOriginalMessage().lines().findFirst().orElse("unreadable");
        return new ServiceException(ErrorCode.INVALID_REQUEST, "malformed JSON: " + text + place);
    }

    public static ServiceException bodyTooLarge(long limit) {
        return new ServiceException(ErrorCode.PAYLOAD_TOO_LARGE, "the body is larger than %d bytes".formatted(limit));
    }

    static ServiceException stopping() {
        return new ServiceException(ErrorCode.UNAVAILABLE, "this gateway is stopping, try again");
    }
}
