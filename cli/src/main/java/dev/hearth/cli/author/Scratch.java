package dev.hearth.cli.author;

import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import dev.hearth.cli.remote.PackedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The folders of one run: the app as it would be packed, and what a runner writes to. All of it goes when the run is over.
 *
 * @param warnings what of the app would not be packed
 */
record Scratch(Path root, List<String> warnings) implements AutoCloseable {
    static Scratch of(Path app) {
        Path root = Folders.temporary("hearth-test-");
        try {
            PackedFiles packed = PackedFiles.of(app);
            for (Map.Entry<String, Path> file : packed.files().entrySet()) {
                Path target = root.resolve("app/src").resolve(file.getKey());
                Files.createDirectories(Objects.requireNonNull(target.getParent()));
                Files.copy(file.getValue(), target);
            }
            for (String name : List.of("home", "tmp", "files")) {
                Files.createDirectory(root.resolve(name));
            }
            return new Scratch(root, packed.warnings());
        } catch (IOException e) {
            Folders.delete(root);
            throw new CliException(ExitCode.MISSING, "cannot copy %s: %s".formatted(app, e), e);
        }
    }

    /** Holds {@code src/}. */
    Path app() {
        return root.resolve("app");
    }

    Path source() {
        return root.resolve("app/src");
    }

    Path home() {
        return root.resolve("home");
    }

    Path tmp() {
        return root.resolve("tmp");
    }

    Path files() {
        return root.resolve("files");
    }

    @Override
    public void close() {
        Folders.delete(root);
    }
}
