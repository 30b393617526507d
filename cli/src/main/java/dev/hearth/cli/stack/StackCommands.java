package dev.hearth.cli.stack;

import dev.hearth.cli.connection.AppVerbs;
import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.Console;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** The verbs of the local stack. */
public final class StackCommands {
    private StackCommands() {}

    /**
     * All of them, ready to be added to the root command.
     *
     * @param apps how the samples are published and called
     */
    public static List<Object> all(Function<Connection, AppVerbs> apps) {
        Console console = Console.system();
        return List.of(
                new UpCommand(console, apps),
                new DownCommand(console),
                new StatusCommand(console),
                new LogsCommand(console),
                new EnvCommand(console),
                new DoctorCommand(console),
                new RehearseCommand(console, apps),
                new TestCommand(console),
                new BenchCommand(console));
    }

    /** Where the local stack keeps its files, whether it was ever started or not. */
    public static Path home() {
        return StackHome.configured().path();
    }
}
