package dev.hearth.cli.stack;

import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "down",
        description = "Stops every part of the local stack. The data stays.",
        mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
    private final Console console;

    DownCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        StackHome home = StackHome.configured();
        if (!home.exists()) {
            console.print("No stack was ever started in " + home.path() + ".");
            return ExitCode.OK.number();
        }
        try (StackLock _ = StackLock.take(home)) {
            new StackStop(new Supervisor(home), console).run();
        }
        console.print("Hearth is down; its data stays in " + home.path() + ".");
        return ExitCode.OK.number();
    }
}
