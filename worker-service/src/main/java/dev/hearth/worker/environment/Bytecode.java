package dev.hearth.worker.environment;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Compiles Python sources of our own ahead of their use. */
public final class Bytecode {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private Bytecode() {}

    /** Compiles all below a folder that never changes afterwards: what is compiled is used without a look at its source. */
    public static void compile(Interpreter interpreter, Path folder)
            throws BuildFailedException, IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                interpreter.executable().toString(),
                "-I",
                "-m",
                "compileall",
                "-q",
                "--invalidation-mode",
                "unchecked-hash",
                folder.toString()));
        builder.environment().clear();
        Command.Ended ended = Command.run(builder, LIMIT, _ -> {});
        if (ended.exitCode() != 0) {
            throw new BuildFailedException("%s cannot be compiled: %s".formatted(folder, ended.lastLines()));
        }
    }
}
