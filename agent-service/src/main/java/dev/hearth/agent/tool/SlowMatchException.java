package dev.hearth.agent.tool;

/** A pattern would take too long to match. */
final class SlowMatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SlowMatchException() {
        super("a pattern of theirs takes too long to match");
    }
}
