package dev.hearth.errors;

/** The one exception for what a caller can put right. Its message names the thing and its value and may be shown. */
public final class ServiceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String details;

    public ServiceException(ErrorCode code, String message) {
        this(code, message, "");
    }

    /**
     * @param details JSON for programs, such as the list of what is missing; it travels in a header, so a few KiB at most
     */
    public ServiceException(ErrorCode code, String message, String details) {
        super(message);
        this.code = code;
        this.details = details;
    }

    public ServiceException(ErrorCode code, String message, Throwable cause) {
        this(code, message, "", cause);
    }

    ServiceException(ErrorCode code, String message, String details, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.details = details;
    }

    public ErrorCode code() {
        return code;
    }

    /** JSON; empty: none. */
    public String details() {
        return details;
    }

    /** The message; never null. */
    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? code.wire() : message;
    }
}
