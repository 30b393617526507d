package dev.hearth.agent.schema;

/** A pattern would take too long to match. */
public final class SlowMatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SlowMatchException() {
        super("a pattern of theirs takes too long to match");
    }
}
