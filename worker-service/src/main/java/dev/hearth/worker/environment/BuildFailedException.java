package dev.hearth.worker.environment;

/** An environment or a version that could not be built; the message is for the app's author. */
public final class BuildFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    public BuildFailedException(String message) {
        super(message);
    }

    public BuildFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
