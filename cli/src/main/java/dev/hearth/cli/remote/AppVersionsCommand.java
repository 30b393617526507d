package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "versions",
        description = {
            "Lists the versions of an app, the newest first.",
            "* leads the one without @version in a reference."
        },
        mixinStandardHelpOptions = true)
final class AppVersionsCommand extends RemoteCommand {
    @Parameters(paramLabel = "REF", description = "namespace/name")
    private String app = "";

    @Option(names = "--limit", defaultValue = "20", description = "How many (default: ${DEFAULT-VALUE}).")
    private int limit = 20;

    AppVersionsCommand(Console console, Supplier<Connection> connection) {
        super(console, connection);
    }

    @Override
    ExitCode run(GatewayClient gateway) {
        JsonNode found = AppReference.of(app).find(gateway);
        String current = found.path("version_id").asText("");
        List<JsonNode> versions = Pages.first(
                gateway, "/apps/%s/versions/list".formatted(found.path("id").asText()), Json.object(), limit);
        if (json) {
            versions.forEach(version -> console.print(Json.line(version)));
            return ExitCode.OK;
        }
        Table table = new Table();
        table.add("", "VERSION", "STATUS", "CREATED", "TAG", "FUNCTIONS", "ERROR");
        for (JsonNode version : versions) {
            table.add(
                    version.path("id").asText().equals(current) ? "*" : "",
                    version.path("short_id").asText(version.path("id").asText()),
                    version.path("status").asText(""),
                    version.path("created_at").asText(""),
                    version.path("tag").asText(""),
                    String.join(" ", names(version.path("functions"))),
                    version.path("error").asText("").lines().findFirst().orElse(""));
        }
        table.print(console);
        return ExitCode.OK;
    }

    private static List<String> names(JsonNode functions) {
        return functions.properties().stream().map(each -> each.getKey()).toList();
    }
}
