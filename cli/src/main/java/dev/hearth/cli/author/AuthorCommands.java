package dev.hearth.cli.author;

import dev.hearth.cli.console.Console;
import java.util.List;
import java.util.Map;

/** The verbs of {@code app} that need no stack. */
public final class AuthorCommands {
    private AuthorCommands() {}

    /** All of them, to be added to the group {@code app}. */
    public static List<Object> all(Console console, Map<String, String> environment) {
        return List.of(new InitCommand(console), new AppTestCommand(console, environment));
    }
}
