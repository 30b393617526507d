package dev.hearth.cli.remote;

import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.ignore.IgnoreNode;
import org.eclipse.jgit.ignore.IgnoreNode.MatchResult;

/**
 * What does not go into an archive: what no app needs, and what {@code .infshignore} names in gitignore syntax, in the app's
 * folder and in those below; the deeper file has the last word.
 */
final class IgnoreRules {
    static final String FILE = ".infshignore";
    private static final Set<String> NEVER_PACKED = Set.of(".git", "__pycache__", ".venv");

    /** The rules of one folder, whose path ends with a slash unless it is empty. */
    private record Level(String folder, IgnoreNode rules) {}

    /** The deepest first. */
    private final List<Level> levels;

    private IgnoreRules(List<Level> levels) {
        this.levels = List.copyOf(levels);
    }

    static IgnoreRules of(Path folder) {
        return new IgnoreRules(List.of()).within("", folder);
    }

    /** The rules that hold in a folder below; {@code path} is relative to the app's, with slashes. */
    IgnoreRules within(String path, Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return this;
        }
        IgnoreNode rules = new IgnoreNode();
        try (InputStream in = Files.newInputStream(file)) {
            rules.parse(FILE, in);
        } catch (IOException e) {
            throw new CliException(ExitCode.USAGE, "cannot read %s: %s".formatted(file, e), e);
        }
        List<Level> all = new ArrayList<>(List.of(new Level(path.isEmpty() ? "" : path + "/", rules)));
        all.addAll(levels);
        return new IgnoreRules(all);
    }

    /** Whether an entry stays out, whose parent folders all go in; {@code path} is relative, with slashes. */
    boolean excludes(String path, boolean isFolder) {
        if (NEVER_PACKED.contains(path.substring(path.lastIndexOf('/') + 1))) {
            return true;
        }
        for (Level level : levels) {
            MatchResult result = level.rules.isIgnored(path.substring(level.folder.length()), isFolder);
            if (result == MatchResult.IGNORED || result == MatchResult.NOT_IGNORED) {
                return result == MatchResult.IGNORED;
            }
        }
        return false;
    }
}
