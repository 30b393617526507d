package dev.hearth.gateway.run;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;

/** The errors of a run request. */
final class RunErrors {
    private RunErrors() {}

    static ServiceException wrongType(String field, String expected) {
        return invalid("%s must be %s".formatted(field, expected));
    }

    static ServiceException noInput() {
        return invalid("input is required; {} stands for none");
    }

    static ServiceException noApp() {
        return invalid("app is required");
    }

    static ServiceException waitAndStream() {
        return invalid("wait and stream exclude each other");
    }

    static ServiceException noSessions(String session) {
        return invalid("session %s: sessions are not available".formatted(session));
    }

    static ServiceException timeoutWithoutSession() {
        return invalid("session_timeout is only valid with session \"new\"");
    }

    static ServiceException inputTooLarge(long size, long limit) {
        return new ServiceException(
                ErrorCode.PAYLOAD_TOO_LARGE,
                "input has %d bytes, %d are allowed; upload large values as files".formatted(size, limit));
    }

    static ServiceException badPreference(String value) {
        return invalid("Prefer: %s: wait must be a number of seconds".formatted(value));
    }

    static ServiceException badKey(int longest) {
        return invalid("Idempotency-Key must have 1 to %d characters".formatted(longest));
    }

    static ServiceException invalid(String message) {
        return new ServiceException(ErrorCode.INVALID_REQUEST, message);
    }
}
