package dev.hearth.worker.environment;

import dev.hearth.worker.EngineHome;
import dev.hearth.worker.jail.JailChoice;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The uv program: configured, on the PATH, or fetched with pip, pinned by hash. Found when first needed. */
@Singleton
public class Uv {
    private static final List<String> PASSED_ON = List.of(
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "ALL_PROXY",
            "NO_PROXY",
            "http_proxy",
            "https_proxy",
            "all_proxy",
            "no_proxy",
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            "UV_DEFAULT_INDEX",
            "UV_INDEX",
            "UV_INDEX_URL",
            "UV_EXTRA_INDEX_URL",
            "UV_INSECURE_HOST",
            "UV_HTTP_TIMEOUT");

    private final EnvironmentConfig config;
    private final EngineHome home;
    private final Interpreters interpreters;
    private @Nullable Path found;

    public Uv(EnvironmentConfig config, EngineHome home, Interpreters interpreters) {
        this.config = config;
        this.home = home;
        this.interpreters = interpreters;
    }

    /** The program; fetches it when there is none yet. */
    public synchronized Path program() throws BuildFailedException, IOException, InterruptedException {
        if (found == null) {
            found = find();
        }
        return found;
    }

    /** Variables for every run of uv; the package index and the proxy are those of the engine. */
    public static Map<String, String> variables(String cacheFolder) {
        Map<String, String> variables = new HashMap<>();
        Map<String, String> own = System.getenv();
        for (String name : PASSED_ON) {
            Optional.ofNullable(own.get(name)).ifPresent(value -> variables.put(name, value));
        }
        Optional.ofNullable(own.get("PIP_INDEX_URL")).ifPresent(url -> variables.putIfAbsent("UV_DEFAULT_INDEX", url));
        Optional.ofNullable(own.get("PIP_EXTRA_INDEX_URL")).ifPresent(url -> variables.putIfAbsent("UV_INDEX", url));
        variables.put("UV_CACHE_DIR", cacheFolder);
        variables.put("UV_PYTHON_DOWNLOADS", "never");
        variables.put("UV_SYSTEM_CERTS", "1");
        variables.put("UV_LINK_MODE", "copy");
        variables.put("UV_NO_PROGRESS", "1");
        variables.put("NO_COLOR", "1");
        variables.put("UV_INDEX_STRATEGY", "unsafe-best-match");
        variables.put(
                "PATH",
                String.join(":", programFolders().stream().map(Path::toString).toList()));
        variables.put("LANG", "C.UTF-8");
        return variables;
    }

    /** Where builds look for programs. */
    static List<Path> programFolders() {
        return List.of(Path.of("/usr/local/bin"), Path.of("/usr/bin"), Path.of("/bin"));
    }

    private Path find() throws BuildFailedException, IOException, InterruptedException {
        Optional<Path> configured = config.uv();
        if (configured.isPresent()) {
            return configured.get().toAbsolutePath();
        }
        Optional<Path> installed = JailChoice.onPath("uv");
        return installed.isPresent() ? installed.get().toRealPath() : fetched();
    }

    private Path fetched() throws BuildFailedException, IOException, InterruptedException {
        Path folder = home.tools().resolve("uv");
        Path program = folder.resolve("bin").resolve("uv");
        if (Files.isExecutable(program)) {
            return program;
        }
        Path requirements = home.tools().resolve("uv.txt");
        try (InputStream pinned = Uv.class.getResourceAsStream("/uv.txt")) {
            if (pinned == null) {
                throw new IllegalStateException("uv.txt is missing from the program");
            }
            Files.copy(pinned, requirements, StandardCopyOption.REPLACE_EXISTING);
        }
        Path unfinished = home.newFolder("uv");
        List<String> command = List.of(
                interpreters.any().executable().toString(),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--no-deps",
                "--only-binary",
                ":all:",
                "--require-hashes",
                "--target",
                unfinished.toString(),
                "-r",
                requirements.toString());
        Command.Ended ended = Command.run(new ProcessBuilder(command), Duration.ofMinutes(3), line -> {});
        if (ended.exitCode() != 0) {
            throw new BuildFailedException(
                    "uv is neither on the PATH nor to be had with pip (install uv, or name it with HEARTH_WORKER_UV): "
                            + ended.lastLines());
        }
        Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        return program;
    }
}
