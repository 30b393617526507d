package dev.hearth.worker.build;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hearth.ids.SetupHash;
import dev.hearth.ids.TeamId;
import dev.hearth.worker.EngineConfig;
import dev.hearth.worker.Ram;
import dev.hearth.worker.environment.BuildFailedException;
import dev.hearth.worker.environment.Interpreter;
import dev.hearth.worker.runner.Runner;
import dev.hearth.worker.runner.RunnerKey;
import dev.hearth.worker.runner.RunnerLauncher;
import dev.hearth.worker.secret.SecretValues;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Imports an app's module in a throw-away runner, without secrets, and asks what functions and schemas it has. */
@Singleton
public class Describer {
    private static final ObjectReader READER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build()
            .reader();

    private final RunnerLauncher launcher;
    private final long ramBytes;

    public Describer(RunnerLauncher launcher, EngineConfig engine) {
        this.launcher = launcher;
        this.ramBytes = Ram.ofWorker(engine);
    }

    JsonNode describe(
            TeamId team,
            Path source,
            Path environment,
            Interpreter interpreter,
            InfYml configuration,
            Duration limit,
            Consumer<String> log)
            throws BuildFailedException, IOException, InterruptedException {
        DescribeLink link = new DescribeLink(log);
        Runner runner = started(team, source, environment, interpreter, configuration, link);
        runner.endBeyondMemory();
        try {
            runner.describe(configuration.manifest());
            return READER.readTree(link.description()
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS)
                    .newInput());
        } catch (TimeoutException e) {
            throw new BuildFailedException("importing the app's module took too long", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof BuildFailedException failed
                    ? failed
                    : new BuildFailedException(String.valueOf(e.getMessage()), e);
        } finally {
            runner.kill();
        }
    }

    private Runner started(
            TeamId team,
            Path source,
            Path environment,
            Interpreter interpreter,
            InfYml configuration,
            DescribeLink link)
            throws BuildFailedException, IOException, InterruptedException {
        try {
            return launcher.start(
                    new RunnerLauncher.Launch(
                            new RunnerKey(team, new SetupHash("build"), ""),
                            source,
                            environment,
                            interpreter,
                            configuration.environment(),
                            SecretValues.NONE,
                            "",
                            "build",
                            "build",
                            ramBytes),
                    link);
        } catch (RunnerLauncher.NotStartedException e) {
            throw new BuildFailedException(String.valueOf(e.getMessage()), e);
        }
    }
}
