package dev.hearth.cli.remote;

import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.eclipse.jgit.ignore.IgnoreNode;
import org.eclipse.jgit.ignore.IgnoreNode.MatchResult;

/** What does not go into an archive: what no app needs, and what {@code .infshignore} names in gitignore syntax. */
final class IgnoreRules {
    static final String FILE = ".infshignore";
    private static final Set<String> NEVER_PACKED = Set.of(".git", "__pycache__", ".venv");

    private final IgnoreNode rules;

    private IgnoreRules(IgnoreNode rules) {
        this.rules = rules;
    }

    static IgnoreRules of(Path folder) {
        IgnoreNode rules = new IgnoreNode();
        Path file = folder.resolve(FILE);
        if (Files.isRegularFile(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                rules.parse(FILE, in);
            } catch (IOException e) {
                throw new CliException(ExitCode.USAGE, "cannot read %s: %s".formatted(file, e), e);
            }
        }
        return new IgnoreRules(rules);
    }

    /** Whether an entry stays out, whose parent folders all go in; {@code path} is relative, with slashes. */
    boolean excludes(String path, boolean isFolder) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return NEVER_PACKED.contains(name) || rules.isIgnored(path, isFolder) == MatchResult.IGNORED;
    }
}
