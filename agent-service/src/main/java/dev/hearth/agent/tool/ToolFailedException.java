package dev.hearth.agent.tool;

/** Why a tool was not performed; its message is for the LLM. Known before anything was sent: it had no effect. */
public final class ToolFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ToolFailedException(String message) {
        super(message);
    }

    ToolOutcome.Failed outcome() {
        return new ToolOutcome.Failed(String.valueOf(getMessage()), false, false);
    }
}
