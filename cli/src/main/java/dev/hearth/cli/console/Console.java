package dev.hearth.cli.console;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Where results go (standard output) and where progress goes (standard error), so that a pipe gets results only. */
public final class Console {
    private final PrintStream out;
    private final PrintStream progress;

    public Console(PrintStream out, PrintStream progress) {
        this.out = out;
        this.progress = progress;
    }

    /** The terminal. */
    public static Console system() {
        return new Console(System.out, System.err);
    }

    /** A line of the result. */
    public void print(String line) {
        out.println(line);
    }

    /** A part of a line of the result, shown at once. */
    public void printPart(String text) {
        out.print(text);
        out.flush();
    }

    /** A question that the user answers on the same line. */
    public void ask(String question) {
        progress.print(question);
        progress.flush();
    }

    /** A line that says what is going on. Threads may call this at once. */
    public void progress(String line) {
        progress.println(line);
    }

    /** A progress line about a named part, aligned with its siblings. */
    public void progress(String part, String line) {
        progress.println("  %-10s %s".formatted(part, line));
    }

    /** A time as people say it: {@code 0.8 s}. */
    public static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
