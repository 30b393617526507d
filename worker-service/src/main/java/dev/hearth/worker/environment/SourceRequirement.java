package dev.hearth.worker.environment;

import java.nio.file.Path;

/**
 * A requirement that no index answers for: a git repository, or something in the app's own folder. It is built to a wheel when
 * the app is published, and the wheel is what the lock holds.
 *
 * @param file the requirements file, as the author knows it
 * @param line where it begins there
 * @param text what the author wrote
 * @param extras such as {@code [cli]}, or empty
 * @param marker such as {@code python_version < "3.12"}, or empty
 */
public record SourceRequirement(String file, int line, String text, String extras, String marker, Origin origin) {
    /** Where the code is. */
    public sealed interface Origin {
        /**
         * A git repository.
         *
         * @param revision branch, tag or commit; empty: the default branch
         * @param folder of the project in it; empty: the top
         */
        record Repository(String url, String revision, String folder) implements Origin {}

        /** A project in the app, as a folder or as a packed source distribution. */
        record Project(Path path) implements Origin {}

        /** A wheel in the app. */
        record Wheel(Path path) implements Origin {}
    }

    /** A failure that points to the line. */
    public BuildFailedException failed(String why) {
        return new BuildFailedException("%s:%d: '%s' %s".formatted(file, line, shown(text), why));
    }

    /** Without what stands before the @ of a URL: it may be a password. */
    static String shown(String text) {
        return text.replaceAll("://[^/@\\s]+@", "://…@");
    }
}
