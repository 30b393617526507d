package dev.hearth.cli.remote;

import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Types command lines, as a user would, and keeps what they print. */
final class Shell {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream progress = new ByteArrayOutputStream();
    private final Connection connection;

    Shell(Connection connection) {
        this.connection = connection;
    }

    /** Runs a command and answers its exit code. */
    int type(String... arguments) {
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(progress, true, StandardCharsets.UTF_8));
        CommandLine root = new CommandLine(CommandSpec.create().name("hearth"));
        RemoteCommands.all(console, () -> connection).forEach(root::addSubcommand);
        root.setErr(new PrintWriter(Writer.nullWriter()));
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
