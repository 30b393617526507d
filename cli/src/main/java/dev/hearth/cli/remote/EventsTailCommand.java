package dev.hearth.cli.remote;

import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "tail",
        description = {
            "Prints the events of tasks as they reach Kafka, until Ctrl-C.",
            "Reads HEARTH_KAFKA, HEARTH_KAFKA_USER, HEARTH_KAFKA_PASSWORD and HEARTH_TOPIC_PREFIX, else the local stack's."
        },
        mixinStandardHelpOptions = true)
final class EventsTailCommand implements Callable<Integer> {
    private final Console console;
    private final Supplier<Connection> connection;

    @Option(names = "--json", description = "Print each event as it is: a CloudEvent on one line.")
    private boolean json;

    @Option(names = "--from-start", description = "Begin with the oldest event that is kept.")
    private boolean fromStart;

    @Option(names = "--count", paramLabel = "N", description = "End after that many events.")
    private long count = Long.MAX_VALUE;

    EventsTailCommand(Console console, Supplier<Connection> connection) {
        this.console = console;
        this.connection = connection;
    }

    @Override
    public Integer call() {
        Connection.KafkaLogin login = connection.get().kafka();
        if (login.address().isEmpty()) {
            throw new CliException(ExitCode.USAGE, "set HEARTH_KAFKA to the broker's host:port");
        }
        EventPrinter printer = new EventPrinter(console, json);
        new EventTail(login).follow(fromStart, count, printer::print);
        return ExitCode.OK.number();
    }
}
