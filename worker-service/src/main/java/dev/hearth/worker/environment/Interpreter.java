package dev.hearth.worker.environment;

import dev.hearth.worker.jail.Mount;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A Python of this machine.
 *
 * @param executable the program itself, links resolved
 * @param minor such as {@code 3.11}
 * @param version such as {@code 3.11.7}
 * @param root the folder it is installed in
 * @param platform such as {@code linux-x86_64-cpython}
 */
public record Interpreter(Path executable, String minor, String version, Path root, String platform) {
    /** What a process has to be shown beside the system's programs. */
    public Optional<Mount> mount() {
        return root.startsWith("/usr") ? Optional.empty() : Optional.of(new Mount(root, root, false));
    }

    int minorNumber() {
        return Integer.parseInt(minor.substring(minor.indexOf('.') + 1));
    }
}
