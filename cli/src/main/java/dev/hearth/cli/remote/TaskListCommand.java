package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "list", description = "Lists tasks, the newest first.", mixinStandardHelpOptions = true)
final class TaskListCommand extends RemoteCommand {
    private static final int SHOWN_ERROR = 60;

    @Option(names = "--limit", defaultValue = "20", description = "How many (default: ${DEFAULT-VALUE}).")
    private int limit = 20;

    TaskListCommand(Console console, Supplier<Connection> connection) {
        super(console, connection);
    }

    @Override
    ExitCode run(GatewayClient gateway) {
        List<JsonNode> tasks = Pages.first(gateway, "/tasks/list", Json.object(), limit);
        if (json) {
            tasks.forEach(task -> console.print(Json.line(task)));
            return ExitCode.OK;
        }
        AppNames apps = new AppNames(gateway);
        Table table = new Table();
        table.add("TASK", "STATUS", "CREATED", "APP", "FUNCTION", "ERROR");
        for (JsonNode each : tasks) {
            RemoteTask task = new RemoteTask(each);
            table.add(
                    task.id(),
                    task.statusText(),
                    task.text("created_at"),
                    apps.of(task.text("app_id")),
                    task.text("function"),
                    firstLine(task.error()));
        }
        table.print(console);
        return ExitCode.OK;
    }

    private static String firstLine(String error) {
        String line = error.lines().findFirst().orElse("");
        return line.length() > SHOWN_ERROR ? line.substring(0, SHOWN_ERROR) + "…" : line;
    }
}
