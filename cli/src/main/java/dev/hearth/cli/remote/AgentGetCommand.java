package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "get", description = "Shows an agent.", mixinStandardHelpOptions = true)
final class AgentGetCommand extends RemoteCommand {
    @Parameters(paramLabel = "REF", description = "namespace/name[@version], or an id.")
    private String reference = "";

    AgentGetCommand(Console console, Supplier<Connection> connection) {
        super(console, connection);
    }

    @Override
    ExitCode run(GatewayClient gateway) {
        JsonNode agent = AgentReference.of(reference).find(gateway);
        if (json) {
            console.print(Json.line(agent));
            return ExitCode.OK;
        }
        JsonNode version = agent.path("version");
        Table table = new Table();
        add(table, "agent", AgentReference.nameOf(agent));
        add(table, "id", agent.path("id").asText(""));
        add(table, "version", agent.path("version_id").asText(""));
        add(table, "description", agent.path("description").asText(""));
        add(table, "core_app", version.path("core_app").path("ref").asText(""));
        add(table, "tools", String.join(", ", toolsOf(version)));
        add(table, "skills", String.join(", ", version.path("skills").findValuesAsText("name")));
        add(
                table,
                "system_prompt",
                version.path("system_prompt").asText("").lines().findFirst().orElse(""));
        table.print(console);
        return ExitCode.OK;
    }

    private static List<String> toolsOf(JsonNode version) {
        List<String> tools = new ArrayList<>();
        version.path("tools")
                .forEach(tool -> tools.add("%s (%s)"
                        .formatted(tool.path("name").asText(), tool.path("type").asText())));
        return tools;
    }

    private static void add(Table table, String field, String value) {
        if (!value.isEmpty()) {
            table.add(field, value);
        }
    }
}
