package dev.hearth.agent.outbound;

/**
 * Whether a request may be sent, and whether it was. Whoever closes it knows afterwards: either nothing was sent and
 * nothing will be, or the server may act. Safe for any thread.
 */
public final class Sending {
    private boolean closed;
    private boolean sent;

    /** Nothing is sent from now on, nor anywhere else that the server points to. */
    public synchronized void close() {
        closed = true;
    }

    /** The server may have acted on the request. */
    public synchronized boolean wasSent() {
        return sent;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** It is sent now; false: it must not be any more. */
    synchronized boolean begin() {
        sent |= !closed;
        return !closed;
    }

    /** What was asked for is to be done elsewhere: so far nobody has acted on it. Too late once it is closed. */
    synchronized void deferred() {
        sent &= closed;
    }
}
