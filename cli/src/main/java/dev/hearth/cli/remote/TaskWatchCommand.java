package dev.hearth.cli.remote;

import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "watch",
        description = {
            "Follows a task to its end: status and log on the standard error, outputs on the standard output.",
            "Ctrl-C leaves the task alone. Exit code 1: the task failed or was cancelled."
        },
        mixinStandardHelpOptions = true)
final class TaskWatchCommand extends RemoteCommand {
    @Parameters(paramLabel = "ID")
    private String id = "";

    private String shownStatus = "";

    TaskWatchCommand(Console console, Supplier<Connection> connection) {
        super(console, connection);
    }

    @Override
    ExitCode run(GatewayClient gateway) {
        Following following = new Following(console, !json, !json);
        RemoteTask ended = new TaskStream(gateway).follow(Paths.segment(id), state -> {
            if (json) {
                if (!state.isFinal()) {
                    console.print(Json.line(state.json()));
                }
                return;
            }
            if (!state.statusText().equals(shownStatus)) {
                shownStatus = state.statusText();
                console.progress(shownStatus);
            }
            following.show(state);
        });
        return following.end(ended, json);
    }
}
