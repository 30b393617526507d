package dev.hearth.cli.console;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads what must not be seen: from the terminal without echo, or from a pipe. Never from arguments, which others can list. */
public final class HiddenInput {
    private HiddenInput() {}

    /** What the user typed, or all of the standard input but the line feed at its end. */
    @SuppressWarnings("SystemConsoleNull") // it still is null where no console can be made
    public static String read(String prompt) {
        Console terminal = System.console();
        if (terminal != null && terminal.isTerminal()) {
            char[] typed = terminal.readPassword("%s: ", prompt);
            return typed == null ? "" : new String(typed);
        }
        try {
            String piped = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
            return piped.replaceFirst("\r?\n$", "");
        } catch (IOException e) {
            throw new CliException(ExitCode.USAGE, "cannot read the standard input: " + e.getMessage(), e);
        }
    }
}
