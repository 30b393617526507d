package dev.hearth.cli.remote;

import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "get", description = "Shows a task.", mixinStandardHelpOptions = true)
final class TaskGetCommand extends RemoteCommand {
    private static final List<String> FIELDS = List.of(
            "app_id", "app_version_id", "function", "attempt", "created_at", "updated_at", "worker_id", "error_code");

    @Parameters(paramLabel = "ID")
    private String id = "";

    TaskGetCommand(Console console, Supplier<Connection> connection) {
        super(console, connection);
    }

    @Override
    ExitCode run(GatewayClient gateway) {
        RemoteTask task = new RemoteTask(gateway.get("/tasks/" + Paths.segment(id)));
        if (json) {
            console.print(Json.line(task.json()));
            return ExitCode.OK;
        }
        Table table = new Table();
        table.add("id", task.id());
        table.add("status", task.statusText());
        table.add("app", new AppNames(gateway).of(task.text("app_id")));
        FIELDS.stream()
                .filter(field -> !task.text(field).isEmpty())
                .forEach(field -> table.add(field, task.text(field)));
        if (!task.waitReason().isEmpty()) {
            table.add("waits", task.waitReason());
        }
        if (!task.error().isEmpty()) {
            table.add("error", task.error());
        }
        table.print(console);
        if (task.hasOutput()) {
            console.print(Json.pretty(task.output()));
        }
        return ExitCode.OK;
    }
}
