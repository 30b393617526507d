package dev.hearth.worker.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreesTest {
    /** Deeper than any stack, and than any path that the system takes. */
    private static final int DEEP = 20_000;

    @TempDir
    private Path folder;

    @Test
    void deletesFoldersThatAreDeeperThanAnyStack() throws Exception {
        Path tree = Files.createDirectory(folder.resolve("tree"));
        makeDeep(tree);
        Files.writeString(tree.resolve("file"), "x");

        Trees.delete(tree);

        assertThat(tree).doesNotExist();
    }

    @Test
    void keepsTheNamesItIsToldTo() throws IOException {
        Path kept = Files.createDirectory(folder.resolve("kept"));
        Files.writeString(kept.resolve("inside"), "x");
        Files.createDirectories(folder.resolve("gone/further"));
        Files.writeString(folder.resolve("gone/further/file"), "x");

        Trees.deleteContents(folder, Set.of(Path.of("kept")));

        assertThat(Trees.namesIn(folder)).containsExactly(Path.of("kept"));
        assertThat(kept.resolve("inside")).exists();
    }

    @Test
    void followsNoLink() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("file"), "x");
        Path tree = Files.createDirectory(folder.resolve("tree"));
        Files.createSymbolicLink(tree.resolve("link"), outside);

        Trees.delete(tree);

        assertThat(outside.resolve("file")).exists();
    }

    private static void makeDeep(Path tree) throws Exception {
        String script = "import os, sys\nos.chdir(sys.argv[1])\nfor _ in range(int(sys.argv[2])):\n"
                + "    os.mkdir('a')\n    os.chdir('a')\n";
        Process python = new ProcessBuilder("python3", "-c", script, tree.toString(), String.valueOf(DEEP))
                .inheritIO()
                .start();
        assertThat(python.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(python.exitValue()).isZero();
    }
}
