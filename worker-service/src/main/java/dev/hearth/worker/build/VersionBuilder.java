package dev.hearth.worker.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hearth.ids.FileId;
import dev.hearth.ids.TeamId;
import dev.hearth.json.BuildInput;
import dev.hearth.json.BuildOutput;
import dev.hearth.worker.archive.ArchiveRefusedException;
import dev.hearth.worker.catalog.Apps;
import dev.hearth.worker.environment.BuildFailedException;
import dev.hearth.worker.environment.BuildVariables;
import dev.hearth.worker.environment.EnvironmentConfig;
import dev.hearth.worker.environment.EnvironmentKey;
import dev.hearth.worker.environment.Environments;
import dev.hearth.worker.environment.Interpreter;
import dev.hearth.worker.environment.Interpreters;
import dev.hearth.worker.files.FileUnavailableException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Builds an app version: archive, configuration, locks, environment, description. For virtual threads: it waits. */
@Singleton
public class VersionBuilder {
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private final EnvironmentConfig config;
    private final Apps apps;
    private final Interpreters interpreters;
    private final Locking locking;
    private final Environments environments;
    private final Describer describer;

    public VersionBuilder(
            EnvironmentConfig config,
            Apps apps,
            Interpreters interpreters,
            Locking locking,
            Environments environments,
            Describer describer) {
        this.config = config;
        this.apps = apps;
        this.interpreters = interpreters;
        this.locking = locking;
        this.environments = environments;
        this.describer = describer;
    }

    /** From the JSON of a {@link BuildInput} to the JSON of a {@link BuildOutput}. */
    public byte[] build(TeamId team, byte[] input, Consumer<String> log)
            throws BuildFailedException, IOException, InterruptedException {
        long end = System.nanoTime() + config.buildLimit().toNanos();
        BuildInput asked = MAPPER.readValue(input, BuildInput.class);
        List<String> warnings = new ArrayList<>();

        log.accept("unpacking the archive\n");
        Path source = unpacked(team, asked);
        InfYml configuration = InfYml.read(source);
        configuration.python();
        if (!Files.isRegularFile(source.resolve("inference.py"))) {
            throw new BuildFailedException("inference.py is missing at the top of the archive");
        }
        Interpreter interpreter = interpreterFor(configuration, warnings);
        warnings.addAll(MachineNeeds.warnings(source, configuration));
        if (configuration.description().length() > 200) {
            warnings.add("inf.yml: the description has more than 200 characters");
        }

        log.accept("resolving the requirements for Python %s\n".formatted(interpreter.version()));
        Map<String, String> variables = BuildVariables.of(configuration.environment());
        Locking.Locks locks =
                locking.lock(new Locking.Order(team, source, interpreter, variables, remaining(end), log));
        log.accept("building the environment\n");
        Path environment = environments.require(
                new EnvironmentKey(team, interpreter, locks.first(), locks.second(), variables), log);

        log.accept("importing the app\n");
        JsonNode description =
                describer.describe(team, source, environment, interpreter, configuration, remaining(end), log);
        description.path("warnings").forEach(warning -> warnings.add(warning.asText()));
        warnings.forEach(warning -> log.accept("warning: " + warning + "\n"));
        return MAPPER.writeValueAsBytes(outputOf(interpreter, locks, description, configuration, warnings));
    }

    private Path unpacked(TeamId team, BuildInput asked)
            throws BuildFailedException, IOException, InterruptedException {
        try {
            return apps.require(team, new FileId(asked.archiveFileId()), asked.archiveSha256());
        } catch (ArchiveRefusedException | FileUnavailableException e) {
            throw new BuildFailedException(String.valueOf(e.getMessage()), e);
        }
    }

    private Interpreter interpreterFor(InfYml configuration, List<String> warnings) throws BuildFailedException {
        String wanted = configuration.python();
        Interpreter interpreter = interpreters.nearest(wanted);
        if (!interpreter.minor().equals(wanted)) {
            warnings.add("Python %s is not on this engine, built for %s".formatted(wanted, interpreter.minor()));
        }
        return interpreter;
    }

    private Duration remaining(long endNanos) throws BuildFailedException {
        long nanos = endNanos - System.nanoTime();
        if (nanos <= 0) {
            throw new BuildFailedException("the build took longer than %d s"
                    .formatted(config.buildLimit().toSeconds()));
        }
        return Duration.ofNanos(nanos);
    }

    private static BuildOutput outputOf(
            Interpreter interpreter,
            Locking.Locks locks,
            JsonNode description,
            InfYml configuration,
            List<String> warnings) {
        Map<String, BuildOutput.Function> functions = new LinkedHashMap<>();
        description
                .path("functions")
                .properties()
                .forEach(entry -> functions.put(
                        entry.getKey(),
                        new BuildOutput.Function(
                                entry.getValue().path("description").asText(""),
                                entry.getValue().path("input_schema"),
                                present(entry.getValue().path("output_schema")))));
        JsonNode defaultFunction = description.path("default_function");
        return new BuildOutput(
                interpreter.minor(),
                locks.first(),
                locks.second(),
                functions,
                defaultFunction.isTextual() && !defaultFunction.asText().isEmpty() ? defaultFunction.asText() : null,
                present(description.path("input_schema")),
                present(description.path("output_schema")),
                present(description.path("setup_schema")),
                configuration.manifest(),
                warnings);
    }

    private static @Nullable JsonNode present(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? null : node;
    }
}
