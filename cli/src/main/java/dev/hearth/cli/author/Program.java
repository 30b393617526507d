package dev.hearth.cli.author;

import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import dev.hearth.cli.console.Interruption;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Runs programs to their end. Ctrl-C ends them too. */
final class Program {
    private static final int KEPT_LINES = 30;

    private Program() {}

    /** The exit code and the last lines of what was written. */
    record Ended(int code, List<String> lastLines) {
        boolean isGood() {
            return code == 0;
        }

        String text() {
            return String.join("\n", lastLines);
        }
    }

    static Ended run(List<String> command, Path folder, Map<String, String> more, Consumer<String> lines) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"));
        builder.environment().remove("VIRTUAL_ENV");
        builder.environment().putAll(more);
        Deque<String> last = new ArrayDeque<>();
        try {
            Process process = builder.start();
            try (Interruption _ = Interruption.runs(process::destroyForcibly);
                    BufferedReader out = new BufferedReader(
                            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    last.add(line);
                    if (last.size() > KEPT_LINES) {
                        last.removeFirst();
                    }
                    lines.accept(line);
                }
                return new Ended(process.waitFor(), List.copyOf(last));
            }
        } catch (IOException e) {
            return new Ended(127, List.of(String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.INTERRUPTED, "interrupted", e);
        }
    }

    /** Where the PATH has a program. */
    static Optional<Path> onPath(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
