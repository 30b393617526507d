package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

@Command(
        name = "list",
        description = "Lists sessions, active ones first, then the newest.",
        mixinStandardHelpOptions = true)
final class SessionListCommand extends RemoteCommand {
    SessionListCommand(Console console, Supplier<Connection> connection) {
        super(console, connection);
    }

    @Override
    ExitCode run(GatewayClient gateway) {
        JsonNode sessions = gateway.get("/sessions");
        if (json) {
            sessions.forEach(session -> console.print(Json.line(session)));
            return ExitCode.OK;
        }
        AppNames apps = new AppNames(gateway);
        Table table = new Table();
        table.add("SESSION", "STATUS", "CALLS", "EXPIRES", "APP");
        for (JsonNode session : sessions) {
            table.add(
                    session.path("id").asText(),
                    session.path("status").asText(),
                    session.path("call_count").asText(),
                    session.path("expires_at").asText(),
                    apps.of(session.path("app_id").asText("")));
        }
        table.print(console);
        return ExitCode.OK;
    }
}
