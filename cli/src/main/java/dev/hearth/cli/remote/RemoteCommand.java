package dev.hearth.cli.remote;

import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** What the verbs of this package share: a place to print, a gateway to talk to, and {@code --json}. */
abstract class RemoteCommand implements Callable<Integer> {
    final Console console;
    private final Supplier<Connection> connection;

    @Option(names = "--json", description = "Print what a program can read.")
    boolean json;

    RemoteCommand(Console console, Supplier<Connection> connection) {
        this.console = console;
        this.connection = connection;
    }

    abstract ExitCode run(GatewayClient gateway);

    @Override
    public final Integer call() {
        return run(new GatewayClient(connection.get())).number();
    }
}
