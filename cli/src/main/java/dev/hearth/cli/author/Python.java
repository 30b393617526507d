package dev.hearth.cli.author;

import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An interpreter of this machine.
 *
 * @param version such as {@code 3.11.2}
 */
record Python(Path executable, String version) {
    private static final int OLDEST_MINOR = 10;
    private static final int NEWEST_MINOR = 15;
    private static final String QUESTION =
            "import os, platform, sys; print(os.path.realpath(sys.executable)); print(platform.python_version())";

    /** The one with this minor version, else the nearest there is. */
    static Python nearest(int minor) {
        return IntStream.rangeClosed(OLDEST_MINOR, NEWEST_MINOR)
                .boxed()
                .sorted(Comparator.comparingInt(each -> Math.abs(each - minor)))
                .flatMap(each -> candidates("python3." + each))
                .flatMap(each -> ask(each).stream())
                .findFirst()
                .or(() -> candidates("python3")
                        .flatMap(each -> ask(each).stream())
                        .findFirst())
                .orElseThrow(() -> new CliException(ExitCode.MISSING, "needs Python 3.10 or newer and found none"));
    }

    boolean hasMinor(int minor) {
        return version.startsWith("3." + minor + ".");
    }

    private static Stream<Path> candidates(String name) {
        return Stream.concat(
                Stream.of(Path.of("/usr/bin", name))
                        .filter(path -> path.toFile().canExecute()),
                Program.onPath(name).stream());
    }

    private static Optional<Python> ask(Path candidate) {
        Program.Ended ended =
                Program.run(List.of(candidate.toString(), "-I", "-c", QUESTION), Path.of("/"), Map.of(), _ -> {});
        return ended.isGood() && ended.lastLines().size() == 2
                ? Optional.of(new Python(
                        Path.of(ended.lastLines().get(0)), ended.lastLines().get(1)))
                : Optional.empty();
    }
}
