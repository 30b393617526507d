package dev.hearth.cli.author;

import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** Folders of our own. */
final class Folders {
    private Folders() {}

    /** What is built once and kept: {@code XDG_CACHE_HOME/hearth}, else {@code ~/.cache/hearth}. */
    static Path cache(Map<String, String> environment) {
        String chosen = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path base = chosen.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(chosen);
        return base.resolve("hearth").toAbsolutePath();
    }

    static Path temporary(String prefix) {
        try {
            return Files.createTempDirectory(prefix);
        } catch (IOException e) {
            throw new CliException(ExitCode.MISSING, "cannot make a temporary folder: " + e, e);
        }
    }

    /** Removes a folder with all that is in it, links themselves and not what they lead to. */
    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new CliException(ExitCode.MISSING, "cannot remove %s: %s".formatted(folder, e), e);
        }
    }
}
