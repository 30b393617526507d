package dev.hearth.agent.outbound;

/** No answer, or no whole one. The message may be shown; it holds nothing of what was sent. */
public final class OutboundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean sent;
    private final boolean passing;

    OutboundException(String message, boolean sent, boolean passing) {
        super(message);
        this.sent = sent;
        this.passing = passing;
    }

    /** The server may have acted on the request. */
    public boolean wasSent() {
        return sent;
    }

    /** Another try may fare better. */
    public boolean mayPass() {
        return passing;
    }

    /** The message; never null. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
