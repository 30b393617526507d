package dev.hearth.cli.author;

import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Types the verbs of authors; environments are kept in {@code target}, so that they are made once. */
final class AuthorShell {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream progress = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>(System.getenv());

    AuthorShell() {
        environment.put(
                "XDG_CACHE_HOME",
                Path.of("target", "author-cache").toAbsolutePath().toString());
    }

    AuthorShell with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    int type(String... arguments) {
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(progress, true, StandardCharsets.UTF_8));
        CommandLine root = new CommandLine(CommandSpec.create().name("app"));
        AuthorCommands.all(console, environment).forEach(root::addSubcommand);
        root.setExecutionExceptionHandler((exception, _, _) -> {
            if (exception instanceof CliException expected) {
                console.progress("hearth: " + expected.getMessage());
                return expected.code().number();
            }
            throw exception;
        });
        return root.execute(arguments);
    }

    String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String told() {
        return progress.toString(StandardCharsets.UTF_8);
    }
}
