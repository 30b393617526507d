package dev.hearth.cli.stack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Puts together how a JVM of the stack is started. */
final class JavaCommand {
    /** For every JVM: quiet about what its libraries do on purpose, and ended rather than crippled by a full heap. */
    private static final List<String> COMMON = List.of(
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final Path folder;
    private final List<String> options = new ArrayList<>(COMMON);

    /**
     * @param folder of the jars, with the start-up cache beside them
     */
    JavaCommand(Path folder) {
        this.folder = folder;
    }

    JavaCommand with(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** Starts from the start-up cache of this build, if there is one. */
    JavaCommand cached(StartupCache cache, String name) {
        options.addAll(cache.optionsFor(folder, name));
        return this;
    }

    List<String> run(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(arguments));
        return command;
    }
}
