package dev.hearth.cli.remote;

import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of an app, by their path in the archive. Symbolic links are followed, wherever they lead; what cannot be
 * packed is left out and told.
 */
public final class PackedFiles {
    private final SortedMap<String, Path> files = new TreeMap<>();
    private final List<String> warnings = new ArrayList<>();

    private PackedFiles() {}

    public static PackedFiles of(Path folder) {
        PackedFiles packed = new PackedFiles();
        try {
            packed.addFolder("", folder, IgnoreRules.of(folder), new HashSet<>());
        } catch (IOException e) {
            throw new CliException(ExitCode.USAGE, "cannot read %s: %s".formatted(folder, e), e);
        }
        return packed;
    }

    /** In the order of their paths. */
    public SortedMap<String, Path> files() {
        return files;
    }

    public List<String> warnings() {
        return warnings;
    }

    /** @param above real paths of the folders on the way here, to notice a link that leads back */
    private void addFolder(String prefix, Path folder, IgnoreRules rules, Set<Path> above) throws IOException {
        Path real = folder.toRealPath();
        if (!above.add(real)) {
            warnings.add("%s leads back to a folder it is in, and is left out".formatted(prefix));
            return;
        }
        List<Path> children;
        try (Stream<Path> listed = Files.list(folder)) {
            children = listed.sorted().toList();
        }
        for (Path child : children) {
            add(prefix.isEmpty() ? name(child) : prefix + "/" + name(child), child, rules, above);
        }
        above.remove(real);
    }

    private void add(String path, Path child, IgnoreRules rules, Set<Path> above) throws IOException {
        boolean isFolder = Files.isDirectory(child);
        if (rules.excludes(path, isFolder)) {
            return;
        }
        if (isFolder) {
            addFolder(path, child, rules.within(path, child), above);
        } else if (Files.isRegularFile(child)) {
            files.put(path, child);
        } else if (Files.isSymbolicLink(child)) {
            warnings.add("%s is a link to %s, which does not exist, and is left out"
                    .formatted(path, Files.readSymbolicLink(child)));
        } else {
            warnings.add("%s is neither a file nor a folder, and is left out".formatted(path));
        }
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }
}
