package dev.hearth.cli.console;

/** An end the user can do something about: one line that names the thing, and the exit code. */
public class CliException extends RuntimeException {
    private final ExitCode code;

    public CliException(ExitCode code, String message) {
        super(message);
        this.code = code;
    }

    public CliException(ExitCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ExitCode code() {
        return code;
    }
}
