package dev.hearth.worker.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.worker.EngineConfig;
import dev.hearth.worker.EngineHome;
import dev.hearth.worker.environment.EnvironmentConfig;
import dev.hearth.worker.environment.Interpreter;
import dev.hearth.worker.environment.Interpreters;
import dev.hearth.worker.testing.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunnerCodeTest {
    @TempDir
    Path folder;

    private Interpreter interpreter;

    @BeforeEach
    void write() throws Exception {
        interpreter = new Interpreters(settings().of(EnvironmentConfig.class)).any();
        Files.createDirectories(folder.resolve("source/hearth_runner"));
        Files.writeString(folder.resolve("source/hearth_runner/calls.py"), "answer = 42\n");
    }

    @Test
    void isThereInCompiledForm() throws Exception {
        Path code = code().require(interpreter);

        assertThat(code.resolve("hearth_runner/calls.py")).hasContent("answer = 42");
        assertThat(code.resolve("hearth_runner/__pycache__"))
                .isDirectoryContaining(file -> file.getFileName().toString().startsWith("calls."));
    }

    @Test
    void isCompiledOnceForAllEnginesOfAFolder() throws Exception {
        Path first = code().require(interpreter);

        assertThat(code().require(interpreter)).isEqualTo(first);
    }

    @Test
    void changesWithItsSource() throws Exception {
        Path first = code().require(interpreter);

        Files.writeString(folder.resolve("source/hearth_runner/calls.py"), "answer = 43\n");

        assertThat(code().require(interpreter)).isNotEqualTo(first);
    }

    private RunnerCode code() {
        Settings settings = settings();
        return new RunnerCode(settings.of(RunnerConfig.class), new EngineHome(settings.of(EngineConfig.class)));
    }

    private Settings settings() {
        return new Settings(Map.of(
                "hearth.worker.engine.home", folder.resolve("home").toString(),
                "hearth.worker.runner.source", folder.resolve("source").toString()));
    }
}
