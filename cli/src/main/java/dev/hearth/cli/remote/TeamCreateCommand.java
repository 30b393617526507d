package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "create",
        description = "Makes a team and prints its owner's API key, which is shown only now.",
        mixinStandardHelpOptions = true)
final class TeamCreateCommand extends RemoteCommand {
    @Parameters(paramLabel = "NAME", description = "Also the name of the team's namespace.")
    private String username = "";

    @Option(names = "--title", description = "What people call it.")
    private String title = "";

    TeamCreateCommand(Console console, Supplier<Connection> connection) {
        super(console, connection);
    }

    @Override
    ExitCode run(GatewayClient gateway) {
        ObjectNode request = Json.object();
        request.put("username", username);
        if (!title.isEmpty()) {
            request.put("name", title);
        }
        JsonNode team = gateway.post("/teams", request);
        if (json) {
            console.print(Json.line(team));
        } else {
            console.progress("team %s (%s); the key of its owner:"
                    .formatted(team.path("username").asText(), team.path("id").asText()));
            console.print(team.path("owner_key").asText());
        }
        return ExitCode.OK;
    }
}
