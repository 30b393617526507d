package dev.hearth.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.cli.console.CliException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackHomeTest {
    @TempDir
    Path folder;

    @Test
    void saysWhichFolderCannotBeMade() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "in the way");

        assertThatThrownBy(() -> StackHome.at(file.resolve("home")).prepare())
                .isInstanceOf(CliException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("HEARTH_HOME");
    }

    @Test
    void letsNobodyElseListIt() throws Exception {
        StackHome home = StackHome.at(folder.resolve("home"));

        home.prepare();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.path())))
                .doesNotContainPattern("^...(r|.w|...r|....w)");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(home.path().resolve("run"))))
                .isEqualTo("rwx------");
    }
}
