package dev.hearth.cli.author;

import java.nio.file.Path;

/** Where the parts of Hearth are that an app meets: the same ones that an engine uses. */
final class Installation {
    private Installation() {}

    private static Path root() {
        return Path.of(System.getProperty("hearth.root", "..")).toAbsolutePath().normalize();
    }

    /** The folder on the Python path of every runner. */
    static Path runner() {
        return root().resolve("worker-service/runner");
    }

    /** The project of {@code inferencesh}. */
    static Path sdk() {
        return root().resolve("sdk/python");
    }

    /** The pinned uv. */
    static Path uvRequirement() {
        return root().resolve("worker-service/src/main/resources/uv.txt");
    }
}
