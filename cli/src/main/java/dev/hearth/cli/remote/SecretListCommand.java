package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = "Lists your team's secrets without their values.",
        mixinStandardHelpOptions = true)
final class SecretListCommand extends RemoteCommand {
    @Option(names = "--limit", defaultValue = "1000", description = "How many (default: ${DEFAULT-VALUE}).")
    private int limit = 1000;

    SecretListCommand(Console console, Supplier<Connection> connection) {
        super(console, connection);
    }

    @Override
    ExitCode run(GatewayClient gateway) {
        List<JsonNode> secrets = Pages.first(gateway, "/secrets/list", Json.object(), limit);
        if (json) {
            secrets.forEach(secret -> console.print(Json.line(secret)));
            return ExitCode.OK;
        }
        Table table = new Table();
        table.add("NAME", "VALUE", "CHANGED", "DESCRIPTION");
        for (JsonNode secret : secrets) {
            table.add(
                    secret.path("key").asText(),
                    secret.path("masked_value").asText(),
                    secret.path("updated_at").asText(),
                    secret.path("description").asText(""));
        }
        table.print(console);
        return ExitCode.OK;
    }
}
