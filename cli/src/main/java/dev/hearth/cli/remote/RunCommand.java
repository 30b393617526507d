package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        description = {
            "Runs an app and prints its output.",
            "Ctrl-C cancels the task. Exit code 1: the task failed or was cancelled."
        },
        mixinStandardHelpOptions = true)
final class RunCommand extends RemoteCommand {
    @Parameters(paramLabel = "REF", description = "namespace/name[@version][:function]")
    private String app = "";

    @Option(names = "--input", paramLabel = "FILE", description = "JSON; - for the standard input; {} by default.")
    private String input = "";

    @Option(names = "--function", description = "Instead of the app's default function.")
    private String function = "";

    @Option(names = "--setup", paramLabel = "FILE", description = "JSON with the app's setup parameters.")
    private String setup = "";

    @Option(
            names = "--session",
            paramLabel = "new|ID",
            description = "Open a session, or call in an open one; a new one's id is told on the standard error.")
    private String session = "";

    @Option(
            names = "--session-timeout",
            paramLabel = "SECONDS",
            description = "How long a new session may be idle (1 to 3600, 60 by default).")
    private int sessionTimeout;

    @Option(
            names = "--wait",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Wait for the end (the default); with --no-wait print the task's id at once.")
    private boolean waits = true;

    @Option(names = "--stream", description = "Print partial outputs as they come, one line of JSON each.")
    private boolean stream;

    @Option(names = "--logs", description = "Show the task's log meanwhile.")
    private boolean logs;

    RunCommand(Console console, Supplier<Connection> connection) {
        super(console, connection);
    }

    @Override
    ExitCode run(GatewayClient gateway) {
        JsonNode body = input.isEmpty() ? Json.object() : InputFile.read(input, System.in);
        JsonNode parameters = setup.isEmpty() ? MissingNode.getInstance() : InputFile.read(setup, System.in);
        TaskRunner runner = new TaskRunner(gateway);
        InputUploads files = new InputUploads(gateway, console::progress);
        TaskRunner.Call call = new TaskRunner.Call(app, function, body, parameters, session, sessionTimeout);
        TaskRunner.Call complete = files.uploaded(call, InputFile.folderOf(input));
        try (CancelOnInterrupt interruption = new CancelOnInterrupt(gateway, console::progress)) {
            RemoteTask task = runner.submit(complete, interruption);
            if (session.equals("new")) {
                console.progress("session " + task.text("session_id"));
            }
            if (!waits) {
                console.print(json ? Json.line(task.json()) : task.id());
                return ExitCode.OK;
            }
            return follow(runner, task);
        }
    }

    private ExitCode follow(TaskRunner runner, RemoteTask task) {
        Following following = new Following(console, stream, logs);
        try (Waiting waiting = new Waiting(console)) {
            RemoteTask ended = runner.await(task, state -> {
                waiting.changed(state);
                following.show(state);
            });
            return following.end(ended, json);
        }
    }
}
