package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "get", description = "Shows a session.", mixinStandardHelpOptions = true)
final class SessionGetCommand extends RemoteCommand {
    private static final List<String> FIELDS = List.of(
            "id",
            "status",
            "error_code",
            "app_id",
            "app_version_id",
            "worker_id",
            "task_id",
            "call_count",
            "last_call_at",
            "idle_timeout",
            "expires_at",
            "ended_at");

    @Parameters(paramLabel = "ID")
    private String id = "";

    SessionGetCommand(Console console, Supplier<Connection> connection) {
        super(console, connection);
    }

    @Override
    ExitCode run(GatewayClient gateway) {
        JsonNode session = gateway.get("/sessions/" + Paths.segment(id));
        if (json) {
            console.print(Json.line(session));
            return ExitCode.OK;
        }
        Table table = new Table();
        table.add("app", new AppNames(gateway).of(session.path("app_id").asText("")));
        FIELDS.stream()
                .filter(field -> !session.path(field).asText("").isEmpty())
                .forEach(field -> table.add(field, session.path(field).asText()));
        table.print(console);
        return ExitCode.OK;
    }
}
