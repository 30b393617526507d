package dev.hearth.cli.console;

/** What the command says to the shell. The numbers are API. */
public enum ExitCode {
    OK(0),

    /** It was done and ended badly: a task failed, a test failed, a build broke, a folder holds no app. */
    FAILED(1),

    /** The command line is wrong. */
    USAGE(2),

    /** Nothing answers: the stack is down, or a part of it did not start. */
    UNAVAILABLE(3),

    /** The machine lacks something: a program, a free port, disk space, a readable folder. */
    MISSING(4),

    /** The service refused the request: not found, not allowed, not valid. */
    REFUSED(5),

    /** Ctrl-C. */
    INTERRUPTED(130);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
