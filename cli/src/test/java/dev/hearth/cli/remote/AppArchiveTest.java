package dev.hearth.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppArchiveTest {
    @TempDir
    private Path folder;

    private Path app = Path.of("");

    @BeforeEach
    void makeAnApp() throws IOException {
        app = folder.resolve("app");
        write("app/inf.yml", "name: sample\n");
        write("app/inference.py", "class App: pass\n");
    }

    @Test
    void packsEqualContentsToEqualBytes() throws IOException {
        write("app/z/deep.txt", "1");
        String first = digest();

        Files.setLastModifiedTime(app.resolve("z/deep.txt"), FileTime.from(Instant.EPOCH));
        Files.delete(app.resolve("inf.yml"));
        write("app/inf.yml", "name: sample\n");

        assertThat(digest()).isEqualTo(first);
    }

    @Test
    void followsLinksToWhereverTheyLead() throws IOException {
        write("shared.py", "VALUE = 1\n");
        write("lib/inner/more.py", "VALUE = 2\n");
        Files.createSymbolicLink(app.resolve("shared.py"), Path.of("../shared.py"));
        Files.createSymbolicLink(app.resolve("lib"), folder.resolve("lib"));

        assertThat(contents())
                .containsEntry("shared.py", "VALUE = 1\n")
                .containsEntry("lib/inner/more.py", "VALUE = 2\n");
    }

    @Test
    void reportsADanglingLinkAndLeavesItOut() throws IOException {
        Files.createSymbolicLink(app.resolve("gone.py"), Path.of("../nowhere.py"));

        try (AppArchive archive = AppArchive.of(app)) {
            assertThat(archive.warnings())
                    .containsExactly("gone.py is a link to ../nowhere.py, which does not exist, and is left out");
        }
        assertThat(contents()).doesNotContainKey("gone.py");
    }

    @Test
    void doesNotFollowALinkThatLeadsBack() throws IOException {
        Files.createDirectory(app.resolve("sub"));
        Files.createSymbolicLink(app.resolve("sub/again"), app);

        try (AppArchive archive = AppArchive.of(app)) {
            assertThat(archive.warnings()).hasSize(1).first().asString().contains("sub/again");
            assertThat(archive.files()).isEqualTo(2);
        }
    }

    @Test
    void leavesOutWhatNoAppNeedsAndWhatTheIgnoreFileNames() throws IOException {
        write("app/.infshignore", "*.log\n/data/\n!keep.log\nweights/*.bin\n");
        write("app/.git/HEAD", "x");
        write("app/__pycache__/a.pyc", "x");
        write("app/pkg/__pycache__/a.pyc", "x");
        write("app/.venv/bin/python", "x");
        write("app/run.log", "x");
        write("app/keep.log", "x");
        write("app/data/big", "x");
        write("app/pkg/data/small", "x");
        write("app/weights/a.bin", "x");
        write("app/weights/a.txt", "x");

        assertThat(contents().keySet())
                .containsExactly(
                        ".infshignore", "inf.yml", "inference.py", "keep.log", "pkg/data/small", "weights/a.txt");
    }

    @Test
    void readsIgnoreFilesInFoldersBelowToo() throws IOException {
        write("app/.infshignore", "*.log\nvenv/\n");
        write("app/pkg/.infshignore", "!wanted.log\n/local\n");
        write("app/pkg/wanted.log", "x");
        write("app/pkg/other.log", "x");
        write("app/pkg/local", "x");
        write("app/pkg/deep/local", "x");
        write("app/pkg/venv/bin", "x");

        assertThat(contents().keySet())
                .containsExactly(
                        ".infshignore",
                        "inf.yml",
                        "inference.py",
                        "pkg/.infshignore",
                        "pkg/deep/local",
                        "pkg/wanted.log");
    }

    @Test
    void keepsLongAndForeignNamesAndTheExecutableBit() throws IOException {
        String longName = "d".repeat(90) + "/" + "f".repeat(90) + "-ü.sh";
        write("app/" + longName, "#!/bin/sh\n");
        assertThat(app.resolve(longName).toFile().setExecutable(true)).isTrue();

        assertThat(contents()).containsEntry(longName, "#!/bin/sh\n");
        assertThat(modes().get(longName)).isEqualTo(0100755);
        assertThat(modes().get("inf.yml")).isEqualTo(0100644);
    }

    @Test
    void leavesNoTemporaryFileBehind() {
        Path file;
        try (AppArchive archive = AppArchive.of(app)) {
            file = archive.file();
            assertThat(file).exists();
        }
        assertThat(file).doesNotExist();
    }

    private String digest() {
        try (AppArchive archive = AppArchive.of(app)) {
            return archive.sha256();
        }
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new LinkedHashMap<>();
        try (AppArchive archive = AppArchive.of(app);
                TarArchiveInputStream tar = open(archive)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                contents.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return contents;
    }

    private Map<String, Integer> modes() throws IOException {
        Map<String, Integer> modes = new LinkedHashMap<>();
        try (AppArchive archive = AppArchive.of(app);
                TarArchiveInputStream tar = open(archive)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                modes.put(entry.getName(), entry.getMode());
            }
        }
        return modes;
    }

    private static TarArchiveInputStream open(AppArchive archive) throws IOException {
        return new TarArchiveInputStream(new GzipCompressorInputStream(Files.newInputStream(archive.file())), "UTF-8");
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }
}
