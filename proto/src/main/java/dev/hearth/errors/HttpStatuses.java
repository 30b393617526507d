package dev.hearth.errors;

/** The one mapping between kinds of errors and HTTP statuses, for services that are reached over HTTP. */
public final class HttpStatuses {
    private HttpStatuses() {}

    public static int of(ErrorCode.Kind kind) {
        return switch (kind) {
            case INVALID -> 400;
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case METHOD_NOT_ALLOWED -> 405;
            case CONFLICT -> 409;
            case GONE -> 410;
            case REQUIREMENTS_NOT_MET -> 412;
            case TOO_LARGE -> 413;
            case RATE_LIMITED -> 429;
            case INTERNAL -> 500;
            case UNAVAILABLE -> 503;
        };
    }
}
