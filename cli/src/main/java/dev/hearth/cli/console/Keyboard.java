package dev.hearth.cli.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What the user types, line by line; a pipe types as well. */
public final class Keyboard {
    private final Console console;
    private final BufferedReader lines;

    public Keyboard(Console console, InputStream in) {
        this.console = console;
        this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /** The next line; empty at the end of the input (Ctrl-D). */
    public Optional<String> ask(String question) {
        console.ask(question);
        try {
            return Optional.ofNullable(lines.readLine()).map(String::strip);
        } catch (IOException e) {
            throw new CliException(ExitCode.USAGE, "cannot read the standard input: " + e.getMessage(), e);
        }
    }
}
