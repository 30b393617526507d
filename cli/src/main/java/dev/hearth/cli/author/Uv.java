package dev.hearth.cli.author;

import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The uv program: on the PATH, or fetched with pip and pinned by hash, as engines fetch theirs. */
final class Uv {
    private final Path program;
    private final Map<String, String> variables;

    private Uv(Path program, Map<String, String> variables) {
        this.program = program;
        this.variables = variables;
    }

    static Uv find(Path cache, Map<String, String> environment, Consumer<String> progress) {
        Path program = Program.onPath("uv").orElseGet(() -> fetched(cache, progress));
        Map<String, String> variables = new HashMap<>(Map.of(
                "UV_PYTHON_DOWNLOADS", "never",
                "UV_SYSTEM_CERTS", "1",
                "UV_LINK_MODE", "copy",
                "UV_NO_PROGRESS", "1",
                "NO_COLOR", "1"));
        Optional.ofNullable(environment.get("PIP_INDEX_URL"))
                .filter(_ -> !environment.containsKey("UV_DEFAULT_INDEX"))
                .ifPresent(url -> variables.put("UV_DEFAULT_INDEX", url));
        return new Uv(program, variables);
    }

    Program.Ended run(List<String> arguments, Path folder, Consumer<String> lines) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        return Program.run(command, folder, variables, lines);
    }

    private static Path fetched(Path cache, Consumer<String> progress) {
        Path folder = cache.resolve("uv");
        Path program = folder.resolve("bin/uv");
        if (Files.isExecutable(program)) {
            return program;
        }
        progress.accept("fetching uv");
        Path unfinished = Folders.temporary("hearth-uv-");
        try {
            Program.Ended ended = Program.run(
                    List.of(
                            Python.nearest(11).executable().toString(),
                            "-m",
                            "pip",
                            "install",
                            "--quiet",
                            "--no-deps",
                            "--only-binary",
                            ":all:",
                            "--require-hashes",
                            "--target",
                            unfinished.toString(),
                            "-r",
                            Installation.uvRequirement().toString()),
                    unfinished,
                    Map.of(),
                    _ -> {});
            if (!ended.isGood()) {
                throw new CliException(
                        ExitCode.MISSING,
                        "uv is neither on the PATH nor to be had with pip; install it: " + ended.text());
            }
            Files.createDirectories(folder.resolve("bin"));
            Path arrived = folder.resolve("bin/uv." + ProcessHandle.current().pid());
            Files.copy(unfinished.resolve("bin/uv"), arrived, StandardCopyOption.COPY_ATTRIBUTES);
            return Files.move(arrived, program, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new CliException(ExitCode.MISSING, "cannot keep uv in %s: %s".formatted(folder, e), e);
        } finally {
            Folders.delete(unfinished);
        }
    }
}
