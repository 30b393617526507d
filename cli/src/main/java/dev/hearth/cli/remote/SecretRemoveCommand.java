package dev.hearth.cli.remote;

import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "rm",
        description = "Removes a secret. Apps that need it cannot be called until it is set again.",
        mixinStandardHelpOptions = true)
final class SecretRemoveCommand extends RemoteCommand {
    @Parameters(paramLabel = "NAME", description = "Its name.")
    private String name = "";

    SecretRemoveCommand(Console console, Supplier<Connection> connection) {
        super(console, connection);
    }

    @Override
    ExitCode run(GatewayClient gateway) {
        gateway.delete("/secrets/" + Paths.segment(name));
        console.print(json ? Json.line(Json.object().put("key", name)) : name + " is removed");
        return ExitCode.OK;
    }
}
