package dev.hearth.gateway.run;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.proto.v1.Session;

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

    static ServiceException timeoutWithoutSession() {
        return invalid("session_timeout is only valid with session \"new\"");
    }

    static ServiceException laterCallWithTime(String session) {
        return invalid("run_at cannot be combined with session %s: its calls run in the order of their arrival"
                .formatted(session));
    }

    static ServiceException otherApp(String session, String app) {
        return new ServiceException(
                ErrorCode.APP_MISMATCH, "session %s belongs to another app than %s".formatted(session, app));
    }

    static ServiceException otherVersion(Session session, String app) {
        return new ServiceException(
                ErrorCode.VERSION_MISMATCH,
                "session %s runs app version %s, not %s"
                        .formatted(session.getSessionId(), session.getAppVersionId(), app));
    }

    static ServiceException otherSetup(String session) {
        return invalid(
                "session %s was opened with another setup; leave setup out to use the session's".formatted(session));
    }

    static ServiceException inputTooLarge(long size, long limit) {
        return new ServiceException(
                ErrorCode.PAYLOAD_TOO_LARGE,
                "input has %d bytes, %d are allowed; upload large values as files".formatted(size, limit));
    }

    static ServiceException badPreference(String value) {
        return invalid("Prefer: %s: wait must be a number of seconds".formatted(value));
    }

    static ServiceException invalid(String message) {
        return new ServiceException(ErrorCode.INVALID_REQUEST, message);
    }
}
