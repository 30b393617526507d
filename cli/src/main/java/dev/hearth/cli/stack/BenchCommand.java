package dev.hearth.cli.stack;

import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

@Command(
        name = "bench",
        description = "Measures the running stack: latency, throughput, start-up and memory.",
        footer = "Other options are handed to the benchmark, such as --quick.",
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    private final Console console;

    /** Passed on to the benchmark, which has options of its own. */
    @Unmatched
    private List<String> arguments = new ArrayList<>();

    BenchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        StackHome home = StackHome.configured();
        if (new Supervisor(home).find("gateway").isEmpty()) {
            throw new CliException(ExitCode.UNAVAILABLE, "the stack is down: run ./hearth up first");
        }
        Connection connection = LocalStack.in(home).connection();
        Map<String, String> environment = new HashMap<>();
        environment.put("INFERENCE_BASE_URL", connection.baseUrl());
        environment.put("INFERENCE_API_KEY", connection.apiKey());
        environment.put("HEARTH_HOME", home.path().toString());
        Path jars = Repository.built("bench");
        List<String> command = new JavaCommand(jars)
                .run(
                        "-Dhearth.root=" + Repository.root(),
                        "-jar",
                        jars.resolve("hearth-bench.jar").toString());
        List<String> whole = new ArrayList<>(command);
        whole.addAll(arguments);
        console.progress("Measuring " + connection.baseUrl());
        return Tool.run(Repository.root(), environment, whole);
    }
}
