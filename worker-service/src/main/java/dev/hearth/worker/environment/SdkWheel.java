package dev.hearth.worker.environment;

import dev.hearth.worker.EngineHome;
import dev.hearth.worker.archive.Trees;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Our own {@code inferencesh} as a wheel, built once from its source; it goes into every environment. */
@Singleton
public class SdkWheel {
    private final EnvironmentConfig config;
    private final EngineHome home;
    private final Uv uv;
    private final Interpreters interpreters;
    private @Nullable Built built;

    public SdkWheel(EnvironmentConfig config, EngineHome home, Uv uv, Interpreters interpreters) {
        this.config = config;
        this.home = home;
        this.uv = uv;
        this.interpreters = interpreters;
    }

    /**
     * The wheel.
     *
     * @param file alone in its folder
     * @param digest changes whenever its content does
     */
    public record Built(Path file, String digest) {
        public Path folder() {
            return Objects.requireNonNull(file.getParent());
        }

        public String name() {
            return file.getFileName().toString();
        }
    }

    /** The wheel; builds it when there is none yet. */
    public synchronized Built require() throws BuildFailedException, IOException, InterruptedException {
        if (built == null) {
            built = find();
        }
        return built;
    }

    private Built find() throws BuildFailedException, IOException, InterruptedException {
        Path source = config.sdk()
                .or(() -> Installation.find("sdk/python/pyproject.toml").map(Path::getParent))
                .orElseThrow(() -> new BuildFailedException(
                        "our own inferencesh is not beside this installation: name it with HEARTH_WORKER_SDK"));
        if (!Files.exists(source)) {
            throw new BuildFailedException("HEARTH_WORKER_SDK names %s, which is not there".formatted(source));
        }
        String digest = Digests.ofSource(source).substring(0, 16);
        Path folder = home.tools().resolve("sdk-" + digest);
        if (!Files.isDirectory(folder)) {
            Path unfinished = home.newFolder("sdk");
            if (Files.isDirectory(source)) {
                build(source, unfinished);
            } else {
                Files.copy(source, unfinished.resolve(source.getFileName()));
            }
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        }
        return new Built(wheelIn(folder), digest);
    }

    private void build(Path source, Path target) throws BuildFailedException, IOException, InterruptedException {
        Path copy = home.newFolder("sdk-source");
        Trees.copy(source, copy);
        ProcessBuilder builder = new ProcessBuilder(
                uv.program().toString(),
                "build",
                "--wheel",
                "--no-create-gitignore",
                "--python",
                interpreters.any().executable().toString(),
                "--out-dir",
                target.toString(),
                copy.toString());
        builder.environment().clear();
        builder.environment()
                .putAll(Uv.variables(home.tools().resolve("uv-cache").toString()));
        Command.Ended ended = Command.run(builder, Duration.ofMinutes(3), line -> {});
        Trees.delete(copy);
        if (ended.exitCode() != 0) {
            throw new BuildFailedException("our own inferencesh cannot be built: " + ended.lastLines());
        }
    }

    private static Path wheelIn(Path folder) throws IOException, BuildFailedException {
        try (Stream<Path> files = Files.list(folder)) {
            Optional<Path> wheel =
                    files.filter(file -> file.toString().endsWith(".whl")).findFirst();
            return wheel.orElseThrow(() -> new BuildFailedException("there is no wheel in " + folder));
        }
    }
}
