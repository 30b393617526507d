package dev.hearth.cli.remote;

import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import java.util.regex.Pattern;

/** Puts what the user typed into URLs. */
final class Paths {
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_.-]+");

    private Paths() {}

    /** An id as one segment of a path. */
    static String segment(String id) {
        if (!SEGMENT.matcher(id).matches()) {
            throw new CliException(ExitCode.USAGE, "'%s' is no id".formatted(id));
        }
        return id;
    }
}
