package dev.hearth.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the running local stack. Exit code 0: measured, 1: not, or calls failed, 2: wrong usage; missed goals are no error. */
@Command(
        name = "bench",
        description = "Measures the running local stack and prints a table with the goals beside it.",
        mixinStandardHelpOptions = true)
public final class Bench implements Callable<Integer> {
    @Option(
            names = "--app",
            defaultValue = "local/noop",
            description = "App of the warm calls. Default: ${DEFAULT-VALUE}.")
    private String app = "";

    @Option(
            names = "--warmup",
            defaultValue = "60",
            description = "Seconds of load before measuring. Default: ${DEFAULT-VALUE}.")
    private long warmupSeconds;

    @Option(names = "--duration", defaultValue = "20", description = "Seconds of each load. Default: ${DEFAULT-VALUE}.")
    private long durationSeconds;

    @Option(
            names = "--clients",
            defaultValue = "64",
            description = "Clients of the second load. Default: ${DEFAULT-VALUE}.")
    private int clients;

    @Option(
            names = "--chats",
            defaultValue = "200",
            description = "Chats with an agent at once. Default: ${DEFAULT-VALUE}.")
    private int chats;

    @Option(names = "--only", description = "Nothing but this: ${COMPLETION-CANDIDATES}.")
    private @Nullable Part only;

    @Option(names = "--quick", description = "Everything short: a look, not a measurement.")
    private boolean isQuick;

    @Option(names = "--out", description = "File for the numbers as JSON. Default: bench.json in the stack's folder.")
    private @Nullable Path out;

    private final Map<String, String> environment;

    /** What can be measured alone; named as it is typed. */
    enum Part {
        agents
    }

    private Bench(Map<String, String> environment) {
        this.environment = environment;
    }

    public static void main(String[] arguments) {
        System.exit(run(System.getenv(), arguments));
    }

    static int run(Map<String, String> environment, String... arguments) {
        return new CommandLine(new Bench(environment))
                .setExecutionExceptionHandler((failure, _, _) -> {
                    System.err.println("bench: " + (failure.getMessage() == null ? failure : failure.getMessage()));
                    return 1;
                })
                .execute(arguments);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Target target = Target.of(require("INFERENCE_BASE_URL"), require("INFERENCE_API_KEY"));
        Cli cli = new Cli(Path.of(System.getProperty("hearth.root", "")).toAbsolutePath());
        Path home = Path.of(environment.getOrDefault("HEARTH_HOME", ".hearth"));
        Run run = new Run(target, cli, StackParts.read(cli), plan(), app, home, System.err::println);
        Report report = only == Part.agents ? run.measureAgents() : run.measure();
        System.out.print(report.table());
        Path file = out == null ? home.resolve("bench.json") : out;
        Files.writeString(file, report.json(Instant.now()) + System.lineSeparator());
        System.err.println("As JSON: " + file);
        return report.hasFailures() ? 1 : 0;
    }

    private Plan plan() {
        long maxCalls = 10_000_000;
        return isQuick
                ? new Plan(
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(5),
                        maxCalls,
                        clients,
                        20,
                        3,
                        500,
                        5,
                        20)
                : new Plan(
                        Duration.ofSeconds(warmupSeconds),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(durationSeconds),
                        maxCalls,
                        clients,
                        200,
                        15,
                        5000,
                        100,
                        chats);
    }

    private String require(String name) throws IOException {
        String value = environment.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new IOException(name + " is not set: run ./hearth bench, or eval \"$(./hearth env)\" first");
        }
        return value;
    }
}
