package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "logs", description = "Prints a task's log.", mixinStandardHelpOptions = true)
final class TaskLogsCommand extends RemoteCommand {
    @Parameters(paramLabel = "ID")
    private String id = "";

    TaskLogsCommand(Console console, Supplier<Connection> connection) {
        super(console, connection);
    }

    @Override
    ExitCode run(GatewayClient gateway) {
        JsonNode logs = gateway.get("/tasks/" + Paths.segment(id) + "/logs");
        if (json) {
            console.print(Json.line(logs));
        } else {
            new LogPrinter(console::print).print(logs.path("logs"));
        }
        return ExitCode.OK;
    }
}
