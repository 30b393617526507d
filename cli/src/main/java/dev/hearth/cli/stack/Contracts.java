package dev.hearth.cli.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;

/** The contracts between the services ({@code proto/}), and the code that Maven generates of them. */
record Contracts(Path sources, Path generated) {
    static Contracts in(Path root) {
        return new Contracts(root.resolve("proto/src/main/proto"), root.resolve("proto/target/generated-sources/grpc"));
    }

    /** Whether the code was generated after the last change to a contract. */
    boolean areGenerated() throws IOException {
        List<FileTime> code = changes(generated, ".java");
        FileTime lastChange =
                changes(sources, ".proto").stream().max(FileTime::compareTo).orElseThrow();
        return !code.isEmpty() && code.stream().allMatch(time -> time.compareTo(lastChange) > 0);
    }

    private static List<FileTime> changes(Path folder, String ending) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .map(Contracts::lastChange)
                    .toList();
        }
    }

    private static FileTime lastChange(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
