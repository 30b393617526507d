package dev.hearth.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuitesBesideTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private SuitesBeside suites;

    @BeforeEach
    void begin() throws IOException {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        suites = new SuitesBeside(folder.resolve("outputs"), new Console(out, out));
    }

    @Test
    void showsAllThatASuitePrintedAndHowItEnded() throws IOException {
        SuitesBeside.Running suite = start("sdk/python", "echo one; echo two >&2; exit 3");

        int exitCode = suites.show(suite);

        assertThat(exitCode).isEqualTo(3);
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo("one\ntwo\n");
    }

    @Test
    void runsOneAfterTheOther() throws IOException {
        start("first", "while [ ! -e go ]; do sleep 0.01; done; echo first >> order");
        SuitesBeside.Running second = start("second", "echo second >> order");
        Files.createFile(folder.resolve("go"));

        suites.show(second);

        assertThat(folder.resolve("order")).hasContent("first\nsecond");
    }

    @Test
    void namesASuiteThatCannotBeRun() throws IOException {
        TestSuite apps = new TestSuite("apps", folder, List.of("no-such-program-anywhere"), Map.of());
        SuitesBeside.Running suite = suites.start(apps);

        assertThatThrownBy(() -> suites.show(suite))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("cannot run the tests of apps")
                .hasMessageContaining("no-such-program-anywhere");
    }

    private SuitesBeside.Running start(String name, String script) throws IOException {
        return suites.start(new TestSuite(name, folder, List.of("sh", "-c", script), Map.of()));
    }
}
