package dev.hearth.worker.jail;

import java.nio.file.Path;
import java.util.List;

/**
 * One controller of control groups, as this machine offers it.
 *
 * @param kind what it limits
 * @param parent the folder of this engine's groups
 * @param event the line of the events file that counts how often the limit was met
 */
record Controller(Excess kind, Path parent, String limitFile, String usageFile, String eventsFile, String event) {
    /** One hierarchy for all of them. */
    static List<Controller> ofVersion2(Path root, String group) {
        Path parent = root.resolve(group);
        return List.of(
                new Controller(Excess.MEMORY, parent, "memory.max", "memory.current", "memory.events", "oom_kill"),
                processes(parent));
    }

    /** A hierarchy each. */
    static List<Controller> ofVersion1(Path root, String group) {
        return List.of(
                new Controller(
                        Excess.MEMORY,
                        root.resolve("memory").resolve(group),
                        "memory.limit_in_bytes",
                        "memory.usage_in_bytes",
                        "memory.oom_control",
                        "oom_kill"),
                processes(root.resolve("pids").resolve(group)));
    }

    private static Controller processes(Path parent) {
        return new Controller(Excess.PROCESSES, parent, "pids.max", "pids.current", "pids.events", "max");
    }
}
