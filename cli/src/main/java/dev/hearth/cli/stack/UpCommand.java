package dev.hearth.cli.stack;

import dev.hearth.cli.connection.AppVerbs;
import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        description = "Starts the local stack, publishes the sample apps and runs a first task."
                + " A second time it changes nothing, or repairs what is down.",
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
    private final Console console;
    private final Function<Connection, AppVerbs> apps;

    @Option(names = "--no-samples", description = "Leave the sample apps and the first task out.")
    private boolean withoutSamples;

    @Option(
            names = "--samples",
            paramLabel = "all",
            description = "all: publish the samples with large environments too (a language model, 200 MB).")
    private String samples = "";

    UpCommand(Console console, Function<Connection, AppVerbs> apps) {
        this.console = console;
        this.apps = apps;
    }

    @Override
    public Integer call() {
        if (!samples.isEmpty() && !samples.equals("all")) {
            throw new CliException(ExitCode.USAGE, "--samples takes all, not '%s'".formatted(samples));
        }
        long start = System.nanoTime();
        StackHome home = StackHome.configured();
        home.prepare();
        try (StackLock _ = StackLock.take(home)) {
            console.progress("Starting Hearth in " + home.path());
            LocalStack stack = LocalStack.in(home);
            home.write(Connection.FILE, stack.connection().toProperties());
            new StackStart(stack, new Supervisor(home), console).run();
            console.progress(
                    "All parts are ready after " + Console.seconds(Duration.ofNanos(System.nanoTime() - start)) + ".");
            if (!withoutSamples) {
                new Samples(apps.apply(stack.connection()), console).publishAndRun(samples.equals("all"));
            }
            printNextSteps(stack);
        }
        return ExitCode.OK.number();
    }

    private void printNextSteps(LocalStack stack) {
        Connection connection = stack.connection();
        console.print("""

                Hearth is up.
                  API      %s     (to try it: %s/docs)
                  key      %s
                  stop     ./hearth down      look: ./hearth status, ./hearth logs

                Next:
                  eval "$(./hearth env)"
                  curl -sS "$INFERENCE_BASE_URL/run" -H "Authorization: Bearer $INFERENCE_API_KEY" \\
                    -H 'Content-Type: application/json' \\
                    -d '{"app": "%s", "input": %s, "wait": true}'
                  ./hearth app list
                  ./hearth app deploy DIR""".formatted(
                        connection.baseUrl(),
                        connection.baseUrl(),
                        connection.apiKey(),
                        Samples.FIRST_APP,
                        Samples.FIRST_INPUT));
    }
}
