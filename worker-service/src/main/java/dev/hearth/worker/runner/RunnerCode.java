package dev.hearth.worker.runner;

import dev.hearth.worker.EngineHome;
import dev.hearth.worker.archive.Trees;
import dev.hearth.worker.environment.BuildFailedException;
import dev.hearth.worker.environment.Bytecode;
import dev.hearth.worker.environment.Digests;
import dev.hearth.worker.environment.Installation;
import dev.hearth.worker.environment.Interpreter;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;

/**
 * The Python side of runners, copied and compiled once for each minor version. A runner sees it read-only and could not keep
 * what it compiled: each start would compile all of it again, which takes longer than every other import. For virtual threads:
 * it waits.
 */
@Singleton
public class RunnerCode {
    private static final String PACKAGE = "hearth_runner";

    private final RunnerConfig config;
    private final EngineHome home;
    private final Map<String, Path> byMinor = new HashMap<>();

    public RunnerCode(RunnerConfig config, EngineHome home) {
        this.config = config;
        this.home = home;
    }

    /** The folder that holds the package, compiled for this interpreter. */
    synchronized Path require(Interpreter interpreter) throws BuildFailedException, IOException, InterruptedException {
        Path known = byMinor.get(interpreter.minor());
        if (known != null) {
            return known;
        }
        Path source = source().resolve(PACKAGE);
        String digest = Digests.ofSource(source).substring(0, 16);
        Path folder = home.tools().resolve("runner-%s-%s".formatted(digest, interpreter.minor()));
        if (!Files.isDirectory(folder)) {
            Path unfinished = home.newFolder("runner");
            Trees.copy(source, unfinished.resolve(PACKAGE));
            Bytecode.compile(interpreter, unfinished);
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        }
        byMinor.put(interpreter.minor(), folder);
        return folder;
    }

    private Path source() throws BuildFailedException {
        return config.source()
                .map(Path::toAbsolutePath)
                .or(() -> Installation.find("worker-service/runner/" + PACKAGE).map(Path::getParent))
                .orElseThrow(() -> new BuildFailedException(
                        "the Python side is not beside this installation: name it with HEARTH_WORKER_RUNNER"));
    }
}
