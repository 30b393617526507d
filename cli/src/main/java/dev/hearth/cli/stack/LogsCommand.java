package dev.hearth.cli.stack;

import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", description = "Shows the logs of the local stack's parts.", mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            arity = "0..*",
            paramLabel = "PART",
            description = "postgres, kafka, files, scheduler, gateway, agent or worker; all of them by default.")
    private List<String> parts = new ArrayList<>();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what is written from now on, until Ctrl-C.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            defaultValue = "50",
            description = "How many lines of each (default: ${DEFAULT-VALUE}).")
    private int lines = 50;

    LogsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        StackHome home = StackHome.configured();
        List<String> wanted = parts.isEmpty() ? LocalStack.PARTS : parts;
        for (String part : wanted) {
            if (!LocalStack.PARTS.contains(part)) {
                throw new CliException(
                        ExitCode.USAGE, "no part is called %s, there are %s".formatted(part, LocalStack.PARTS));
            }
        }
        List<LogTail> tails = wanted.stream()
                .map(part -> new LogTail(home.log(part), prefixOf(part, wanted), console))
                .filter(tail -> follow || tail.exists())
                .toList();
        if (tails.isEmpty()) {
            throw new CliException(ExitCode.UNAVAILABLE, "there are no logs in " + home.path());
        }
        tails.forEach(tail -> tail.printLast(lines));
        while (follow) {
            tails.forEach(LogTail::printNew);
            pause();
        }
        return ExitCode.OK.number();
    }

    private static String prefixOf(String part, List<String> wanted) {
        return wanted.size() == 1 ? "" : "%-10s ".formatted(part);
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.INTERRUPTED, "interrupted", e);
        }
    }
}
