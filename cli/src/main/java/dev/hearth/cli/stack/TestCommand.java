package dev.hearth.cli.stack;

import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import dev.hearth.embedded.SharedStores;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "test",
        description = "Runs every test suite against one PostgreSQL and one Kafka of their own.",
        mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {
    private static final List<String> SUITES = List.of("java", "python", "e2e", "faults");

    /** The script builds nothing for the stacks of tests: it has, and Maven is at work in the same folders. */
    private static final Map<String, String> AS_BUILT = Map.of("HEARTH_BUILD", "off");

    private final Console console;

    @Option(names = "--only", description = "java, python (without the stack), e2e or faults.")
    private String only = "";

    @Option(names = "--maven", description = "One more argument for Maven; may be given again.")
    private List<String> mavenArguments = new ArrayList<>();

    TestCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        requireKnownSuite();
        long start = System.nanoTime();
        List<String> failed = new ArrayList<>();
        List<TestSuite> light = light();
        if (wants("java")) {
            runBeside(java(), light, failed);
        } else {
            runEach(light, failed);
        }
        if (wants("e2e")) {
            runEach(python(PythonProjects.wholeStackIn(Repository.root())), failed);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        String time = "%d min %d s".formatted(took.toMinutes(), took.toSecondsPart());
        console.print(
                failed.isEmpty()
                        ? "hearth test: PASSED, %s, in %s".formatted(only.isEmpty() ? "everything" : only, time)
                        : "hearth test: FAILED in %s: %s".formatted(time, String.join(", ", failed)));
        return (failed.isEmpty() ? ExitCode.OK : ExitCode.FAILED).number();
    }

    private void requireKnownSuite() {
        if (!only.isEmpty() && !SUITES.contains(only)) {
            throw new CliException(
                    ExitCode.USAGE, "there is no suite %s: --only takes one of %s".formatted(only, SUITES));
        }
    }

    private boolean wants(String suite) {
        return only.isEmpty() || only.equals(suite);
    }

    private TestSuite java() throws IOException {
        console.progress("Starting PostgreSQL and Kafka for the tests");
        return new TestSuite("java", Repository.root(), mavenCommand(), SharedStores.environment());
    }

    /** The suites that wait more than they work: they lose nothing beside another one. */
    private List<TestSuite> light() throws IOException {
        List<TestSuite> suites = new ArrayList<>();
        if (wants("python")) {
            suites.addAll(python(PythonProjects.in(Repository.root())));
        }
        if (wants("faults")) {
            suites.add(new TestSuite(
                    "the whole stack under faults", Repository.root(), List.of("python3", "e2e/faults"), AS_BUILT));
        }
        return suites;
    }

    private List<TestSuite> python(List<Path> projects) throws IOException {
        List<String> command = new PythonProjects(console).testCommand();
        return projects.stream()
                .map(project ->
                        new TestSuite(project.toString(), Repository.root().resolve(project), command, AS_BUILT))
                .toList();
    }

    private void runEach(List<TestSuite> suites, List<String> failed) throws IOException {
        for (TestSuite suite : suites) {
            run(suite, failed);
        }
    }

    private void run(TestSuite suite, List<String> failed) throws IOException {
        console.progress("Running the tests of " + suite.name());
        if (Tool.run(suite.folder(), suite.environment(), suite.command()) != 0) {
            failed.add(suite.name());
        }
    }

    private void runBeside(TestSuite first, List<TestSuite> others, List<String> failed) throws IOException {
        SuitesBeside beside = new SuitesBeside(Repository.root().resolve("target/test-output"), console);
        List<SuitesBeside.Running> running = new ArrayList<>();
        for (TestSuite other : others) {
            console.progress("Running beside the next, and shown after it: the tests of " + other.name());
            running.add(beside.start(other));
        }
        run(first, failed);
        for (SuitesBeside.Running other : running) {
            console.progress("The tests of " + other.suite().name());
            if (beside.show(other) != 0) {
                failed.add(other.suite().name());
            }
        }
    }

    /**
     * Everything that Maven checks, of what the script has built a moment ago: services are not put together again, and the
     * contracts' code is generated again only when there is none of these contracts. Code that is written again would have
     * every module compiled again.
     */
    private List<String> mavenCommand() throws IOException {
        List<String> command =
                new ArrayList<>(List.of("mvn", "-B", "--fail-at-end", "-Dquarkus.build.skip=true", "verify"));
        if (Contracts.in(Repository.root()).areGenerated()) {
            command.add("-Dgrpc.codegen.skip=true");
        }
        command.addAll(mavenArguments);
        return command;
    }
}
