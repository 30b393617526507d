package dev.hearth.cli.stack;

import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the source tree is, and in it what the script {@code hearth} has built. */
final class Repository {
    private Repository() {}

    static Path root() {
        return Path.of(System.getProperty("hearth.root", "")).toAbsolutePath();
    }

    /**
     * The folder of a module's newest build. It is a copy that later builds leave alone, so that running services keep
     * their jars; its name changes with its content.
     */
    static Path built(String module) {
        Path builds = root().resolve("target/dist").resolve(module);
        try {
            return builds.resolve(Files.readString(builds.resolve("current")).strip());
        } catch (IOException e) {
            throw new CliException(ExitCode.MISSING, module + " has not been built: run ./hearth up", e);
        }
    }
}
