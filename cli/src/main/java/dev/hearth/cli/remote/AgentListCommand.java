package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "list", description = "Lists agents, the newest first.", mixinStandardHelpOptions = true)
final class AgentListCommand extends RemoteCommand {
    @Option(names = "--limit", defaultValue = "100", description = "How many (default: ${DEFAULT-VALUE}).")
    private int limit = 100;

    AgentListCommand(Console console, Supplier<Connection> connection) {
        super(console, connection);
    }

    @Override
    ExitCode run(GatewayClient gateway) {
        List<JsonNode> agents = Pages.first(gateway, "/agents/list", Json.object(), limit);
        if (json) {
            agents.forEach(agent -> console.print(Json.line(agent)));
            return ExitCode.OK;
        }
        Table table = new Table();
        table.add("AGENT", "VERSION", "DESCRIPTION");
        for (JsonNode agent : agents) {
            table.add(
                    AgentReference.nameOf(agent),
                    AgentReference.shortVersion(agent),
                    agent.path("description").asText(""));
        }
        table.print(console);
        return ExitCode.OK;
    }
}
