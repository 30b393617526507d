package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "list", description = "Lists apps, the newest first.", mixinStandardHelpOptions = true)
final class AppListCommand extends RemoteCommand {
    @Option(names = "--limit", defaultValue = "100", description = "How many (default: ${DEFAULT-VALUE}).")
    private int limit = 100;

    AppListCommand(Console console, Supplier<Connection> connection) {
        super(console, connection);
    }

    @Override
    ExitCode run(GatewayClient gateway) {
        List<JsonNode> apps = Pages.first(gateway, "/apps/list", Json.object(), limit);
        if (json) {
            apps.forEach(app -> console.print(Json.line(app)));
            return ExitCode.OK;
        }
        Table table = new Table();
        table.add("APP", "VERSION", "DESCRIPTION");
        for (JsonNode app : apps) {
            String version = app.path("version_id").asText("");
            table.add(
                    app.path("namespace").asText() + "/" + app.path("name").asText(),
                    version.length() > 8 ? version.substring(0, 8) : version,
                    app.path("description").asText(""));
        }
        table.print(console);
        return ExitCode.OK;
    }
}
