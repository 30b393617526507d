package dev.hearth.cli.stack;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Programs of the machine that we look for or run. */
final class Tool {
    /** Some programs colour what they say although nobody sees it. */
    private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;]*m");

    private Tool() {}

    /** Where the PATH has a program. */
    static Optional<Path> find(String name) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The first line a program says, to either output; empty if it is not there or says nothing in ten seconds. */
    static Optional<String> firstLineOf(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .start();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return output.lines()
                    .map(line -> COLOURS.matcher(line).replaceAll("").strip())
                    .filter(line -> !line.isEmpty())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty(); // it is not there
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Runs a program on our terminal and gives its exit code. Ctrl-C reaches it as it reaches us. */
    static int run(Path folder, Map<String, String> environment, List<String> command) throws IOException {
        return run(new ProcessBuilder(command).directory(folder.toFile()).inheritIO(), environment);
    }

    /** The same with no terminal: there is nothing to read, and what the program prints goes to a file. */
    static int runInto(Path output, Path folder, Map<String, String> environment, List<String> command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        return run(builder, environment);
    }

    private static int run(ProcessBuilder builder, Map<String, String> environment) throws IOException {
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            return 130;
        }
    }
}
