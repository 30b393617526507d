package dev.hearth.cli.remote;

import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "end",
        description = "Ends a session: its call in progress is cancelled, its process unloaded.",
        mixinStandardHelpOptions = true)
final class SessionEndCommand extends RemoteCommand {
    @Parameters(paramLabel = "ID")
    private String id = "";

    SessionEndCommand(Console console, Supplier<Connection> connection) {
        super(console, connection);
    }

    @Override
    ExitCode run(GatewayClient gateway) {
        gateway.delete("/sessions/" + Paths.segment(id));
        return ExitCode.OK;
    }
}
