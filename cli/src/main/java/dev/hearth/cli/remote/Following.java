package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;

/** Prints what a task says on its way, and how it ended. */
final class Following {
    private final Console console;
    private final boolean partialOutputs;
    private final boolean logs;
    private final LogPrinter log;
    private JsonNode printed = MissingNode.getInstance();

    Following(Console console, boolean partialOutputs, boolean logs) {
        this.console = console;
        this.partialOutputs = partialOutputs;
        this.logs = logs;
        this.log = new LogPrinter(console::progress);
    }

    void show(RemoteTask task) {
        if (logs) {
            log.print(task.logs());
        }
        if (partialOutputs && task.hasOutput() && !task.output().equals(printed)) {
            printed = task.output();
            console.print(Json.line(printed));
        }
    }

    /** Prints the end; the whole task if a program reads it. */
    ExitCode end(RemoteTask task, boolean json) {
        if (json) {
            console.print(Json.line(task.json()));
        } else if (task.isCompleted() && !partialOutputs) {
            console.print(Json.pretty(task.output()));
        }
        if (!task.isCompleted()) {
            String error = task.error().isEmpty() ? "" : ": " + task.error();
            console.progress("task %s %s%s".formatted(task.id(), task.statusText(), error));
        }
        return task.isCompleted() ? ExitCode.OK : ExitCode.FAILED;
    }
}
