package dev.hearth.cli.stack;

import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The Python projects of the repository, and the environment their tests run in. */
final class PythonProjects {
    /** What the suites need beside our own code. */
    private static final Path REQUIREMENTS = Path.of("sdk", "python", "requirements-dev.txt");

    private final Console console;

    PythonProjects(Console console) {
        this.console = console;
    }

    /** The folders with tests of our Python code, as they are told to the user. */
    static List<Path> in(Path root) {
        return present(root, "sdk/python", "worker-service/runner", "apps");
    }

    /** The folder with tests that start the packaged stack. */
    static List<Path> wholeStackIn(Path root) {
        return present(root, "e2e");
    }

    private static List<Path> present(Path root, String... projects) {
        return Stream.of(projects)
                .map(Path::of)
                .filter(project -> Files.isDirectory(root.resolve(project)))
                .toList();
    }

    /** How the tests of a project are run, in its folder; makes the environment first, if need be. */
    List<String> testCommand() throws IOException {
        return List.of(environment().resolve("bin/python").toString(), "-m", "pytest", "-q");
    }

    private Path environment() throws IOException {
        Path environment = Repository.root().resolve("target/python-tests");
        Path stamp = environment.resolve("requirements.txt");
        Path requirements = Repository.root().resolve(REQUIREMENTS);
        String wanted = Files.readString(requirements);
        if (Files.exists(stamp) && Files.readString(stamp).equals(wanted)) {
            return environment;
        }
        console.progress("Making an environment for the Python tests");
        boolean withUv = Tool.find("uv").isPresent();
        run(
                withUv
                        ? List.of("uv", "venv", "-q", "--clear", environment.toString())
                        : List.of("python3", "-m", "venv", "--clear", environment.toString()));
        List<String> install = new ArrayList<>(
                withUv
                        ? List.of("uv", "pip", "install", "-q", "--python", environment.toString())
                        : List.of(environment.resolve("bin/python").toString(), "-m", "pip", "install", "-q"));
        install.addAll(List.of("-r", requirements.toString()));
        run(install);
        Files.writeString(stamp, wanted);
        return environment;
    }

    private static void run(List<String> command) throws IOException {
        if (Tool.run(Repository.root(), Map.of(), command) != 0) {
            throw new CliException(
                    ExitCode.MISSING,
                    "cannot make an environment for the Python tests (" + String.join(" ", command)
                            + "): install python3-venv, or uv");
        }
    }
}
