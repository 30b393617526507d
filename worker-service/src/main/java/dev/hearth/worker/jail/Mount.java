package dev.hearth.worker.jail;

import java.nio.file.Path;

/**
 * A folder or file of the host shown to a process.
 *
 * @param host where it is
 * @param inside where a jailed process sees it; its parent is the root or {@code /home}, {@code /run}
 * @param writable whether the process may change it
 */
public record Mount(Path host, Path inside, boolean writable) {
    public static Mount readOnly(Path host, String inside) {
        return new Mount(host, Path.of(inside), false);
    }

    public static Mount writable(Path host, String inside) {
        return new Mount(host, Path.of(inside), true);
    }
}
