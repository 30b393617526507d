package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "logs",
        description = {
            "Prints the log of an app's newest task, or of a version's build.",
            "Ctrl-C leaves the task alone. Exit code 1: the task failed or was cancelled."
        },
        mixinStandardHelpOptions = true)
final class AppLogsCommand extends RemoteCommand {
    @Parameters(paramLabel = "REF", description = "namespace/name[@version]")
    private String app = "";

    @Option(names = "--build", description = "The log of the version's build (the newest version's by default).")
    private boolean build;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until the task has ended.")
    private boolean follow;

    AppLogsCommand(Console console, Supplier<Connection> connection) {
        super(console, connection);
    }

    @Override
    ExitCode run(GatewayClient gateway) {
        AppReference reference = AppReference.of(app);
        JsonNode found = reference.find(gateway);
        String task = build ? buildOf(gateway, reference, found) : newestTask(gateway, reference, found);
        console.progress("task " + task);
        if (follow) {
            LogPrinter log = new LogPrinter(console::print);
            RemoteTask ended = new TaskStream(gateway).follow(task, state -> {
                if (json) {
                    console.print(Json.line(state.json()));
                } else {
                    log.print(state.logs());
                }
            });
            return ended.isCompleted() ? ExitCode.OK : ExitCode.FAILED;
        }
        JsonNode logs = gateway.get("/tasks/" + Paths.segment(task) + "/logs");
        if (json) {
            console.print(Json.line(logs));
        } else {
            new LogPrinter(console::print).print(logs.path("logs"));
        }
        return ExitCode.OK;
    }

    private String newestTask(GatewayClient gateway, AppReference reference, JsonNode found) {
        ObjectNode request = Json.object();
        boolean isOfVersion = !reference.version().isEmpty();
        request.putArray("filters")
                .addObject()
                .put("field", isOfVersion ? "app_version_id" : "app_id")
                .put("operator", "eq")
                .put(
                        "value",
                        isOfVersion
                                ? versionOf(found).path("id").asText()
                                : found.path("id").asText());
        List<JsonNode> newest = Pages.first(gateway, "/tasks/list", request, 1);
        if (newest.isEmpty()) {
            throw new CliException(ExitCode.REFUSED, "%s has no task yet; --build shows its build".formatted(app));
        }
        return newest.getFirst().path("id").asText();
    }

    private String buildOf(GatewayClient gateway, AppReference reference, JsonNode found) {
        JsonNode version = reference.version().isEmpty() ? newestVersion(gateway, found) : versionOf(found);
        String task = version.path("build_task_id").asText("");
        if (task.isEmpty()) {
            throw new CliException(ExitCode.REFUSED, "%s was not built here".formatted(app));
        }
        return task;
    }

    /** Of the versions, not the current one: a build that failed never becomes that. */
    private static JsonNode newestVersion(GatewayClient gateway, JsonNode found) {
        String path = "/apps/%s/versions/list".formatted(found.path("id").asText());
        List<JsonNode> newest = Pages.first(gateway, path, Json.object(), 1);
        return newest.isEmpty() ? versionOf(found) : newest.getFirst();
    }

    private static JsonNode versionOf(JsonNode app) {
        return app.path("version");
    }
}
