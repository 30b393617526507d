package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "cancel",
        description = "Cancels a task; one that has ended stays as it is.",
        mixinStandardHelpOptions = true)
final class TaskCancelCommand extends RemoteCommand {
    @Parameters(paramLabel = "ID")
    private String id = "";

    @Option(names = "--force", description = "Kill at once instead of asking the app first.")
    private boolean force;

    @Option(names = "--grace", paramLabel = "SECONDS", description = "How long the app may take to end cleanly.")
    private @Nullable Integer graceSeconds;

    TaskCancelCommand(Console console, Supplier<Connection> connection) {
        super(console, connection);
    }

    @Override
    ExitCode run(GatewayClient gateway) {
        ObjectNode request = Json.object();
        request.put("force", force);
        if (graceSeconds != null) {
            request.put("timeout", Duration.ofSeconds(graceSeconds).toMillis());
        }
        String path = "/tasks/" + Paths.segment(id);
        RemoteTask answer = new RemoteTask(gateway.post(path + "/cancel", request));
        RemoteTask task = answer.id().isEmpty() ? new RemoteTask(gateway.get(path)) : answer;
        console.print(json ? Json.line(task.json()) : "%s %s".formatted(task.id(), task.statusText()));
        return ExitCode.OK;
    }
}
