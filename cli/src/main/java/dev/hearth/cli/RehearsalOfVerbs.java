package dev.hearth.cli;

import dev.hearth.cli.remote.RehearsalOfRemote;
import java.util.List;
import picocli.CommandLine;

/** Runs typical verbs in one JVM that records its start-up cache, so that their classes are in it. */
final class RehearsalOfVerbs {
    /** Each ends by itself, whatever the state of the machine: with no stack, or with nobody who answers. */
    private static final List<List<String>> LINES = List.of(
            List.of("--help"),
            List.of("status"),
            List.of("status", "--json"),
            List.of("env"),
            List.of("logs", "gateway"));

    private RehearsalOfVerbs() {}

    static int run(CommandLine root) {
        LINES.forEach(line -> root.execute(line.toArray(String[]::new)));
        RehearsalOfRemote.run();
        return 0;
    }
}
