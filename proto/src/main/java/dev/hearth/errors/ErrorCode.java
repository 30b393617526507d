package dev.hearth.errors;

import java.util.Arrays;
import java.util.Optional;

/**
 * Every error a caller can meet, with the code it has on the wire. Codes are API: add new ones, never rename or reuse
 * one. The strings are those of the wire protocol, section 1.8.
 */
public enum ErrorCode {
    INVALID_REQUEST("invalid_request", Kind.INVALID),
    UNAUTHORIZED("unauthorized", Kind.UNAUTHENTICATED),
    FORBIDDEN("forbidden", Kind.FORBIDDEN),
    NOT_FOUND("not_found", Kind.NOT_FOUND),
    METHOD_NOT_ALLOWED("method_not_allowed", Kind.METHOD_NOT_ALLOWED),
    CONFLICT("conflict", Kind.CONFLICT),
    PAYLOAD_TOO_LARGE("payload_too_large", Kind.TOO_LARGE),
    REQUIREMENTS_NOT_MET("requirements_not_met", Kind.REQUIREMENTS_NOT_MET),
    RATE_LIMITED("rate_limited", Kind.RATE_LIMITED),
    UNAVAILABLE("unavailable", Kind.UNAVAILABLE),
    /** A standby replica was asked to decide something. Never leaves the gateway. */
    NOT_LEADER("not_leader", Kind.UNAVAILABLE),
    SESSION_NOT_FOUND("SESSION_NOT_FOUND", Kind.NOT_FOUND),
    SESSION_EXPIRED("SESSION_EXPIRED", Kind.GONE),
    SESSION_ENDED("SESSION_ENDED", Kind.GONE),
    WORKER_LOST("WORKER_LOST", Kind.INTERNAL),
    WORKER_LEASED("WORKER_LEASED", Kind.CONFLICT),
    APP_MISMATCH("APP_MISMATCH", Kind.INVALID),
    VERSION_MISMATCH("VERSION_MISMATCH", Kind.INVALID),
    INTERNAL("internal_error", Kind.INTERNAL);

    /** What sort of failure it is; decides the gRPC status and, in the gateway, the HTTP status. */
    public enum Kind {
        INVALID,
        UNAUTHENTICATED,
        FORBIDDEN,
        NOT_FOUND,
        METHOD_NOT_ALLOWED,
        CONFLICT,
        GONE,
        TOO_LARGE,
        REQUIREMENTS_NOT_MET,
        RATE_LIMITED,
        UNAVAILABLE,
        INTERNAL
    }

    private final String wire;
    private final Kind kind;

    ErrorCode(String wire, Kind kind) {
        this.wire = wire;
        this.kind = kind;
    }

    /** The code as clients read it. */
    public String wire() {
        return wire;
    }

    public Kind kind() {
        return kind;
    }

    /** The code with this wire string. */
    public static Optional<ErrorCode> ofWire(String wire) {
        return Arrays.stream(values()).filter(code -> code.wire.equals(wire)).findFirst();
    }
}
