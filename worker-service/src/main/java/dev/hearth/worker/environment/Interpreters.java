package dev.hearth.worker.environment;

import dev.hearth.worker.jail.JailChoice;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/** The Pythons of this machine, 3.10 and newer, the first found of each minor version. Looked for once. */
@Singleton
public class Interpreters {
    private static final Logger LOG = Logger.getLogger(Interpreters.class);
    private static final int OLDEST_MINOR = 10;
    private static final int NEWEST_MINOR = 15;
    private static final String QUESTION = """
            import os, platform, sys
            print(os.path.realpath(sys.executable)); print('%d.%d' % sys.version_info[:2])
            print(platform.python_version()); print(os.path.realpath(sys.base_prefix))
            print('-'.join((sys.platform, platform.machine(), sys.implementation.name)))
            """;

    private final Map<String, Interpreter> byMinor = new LinkedHashMap<>();
    private final Optional<Interpreter> preferred;

    public Interpreters(EnvironmentConfig config) {
        config.python().flatMap(Interpreters::ask).ifPresent(this::add);
        this.preferred = byMinor.values().stream().findFirst();
        candidates().forEach(candidate -> ask(candidate).ifPresent(this::add));
        if (byMinor.isEmpty()) {
            LOG.error("no Python 3.10 or newer was found on the PATH: install python3, or name one with HEARTH_PYTHON");
        }
    }

    /** Minor versions at hand. */
    public List<String> minors() {
        return List.copyOf(byMinor.keySet());
    }

    /** The interpreter of this minor version, else the nearest one. */
    public Interpreter nearest(String minor) throws BuildFailedException {
        Interpreter exact = byMinor.get(minor);
        if (exact != null) {
            return exact;
        }
        int wanted = minorNumberOf(minor);
        return byMinor.values().stream()
                .min(Comparator.comparingInt((Interpreter one) -> Math.abs(one.minorNumber() - wanted)))
                .orElseThrow(() -> new BuildFailedException("no Python 3.10 or newer on this engine"));
    }

    /** The interpreter for what has no wish of its own. */
    public Interpreter any() throws BuildFailedException {
        return preferred.isPresent() ? preferred.get() : nearest("3.11");
    }

    private static int minorNumberOf(String minor) throws BuildFailedException {
        try {
            return Integer.parseInt(minor.substring(minor.indexOf('.') + 1));
        } catch (NumberFormatException e) {
            throw new BuildFailedException("'%s' is not a Python version such as 3.11".formatted(minor), e);
        }
    }

    private void add(Interpreter interpreter) {
        if (interpreter.minorNumber() >= OLDEST_MINOR) {
            byMinor.putIfAbsent(interpreter.minor(), interpreter);
        }
    }

    /** The system's own first: it is the one that every user of the machine can run. */
    private static List<Path> candidates() {
        List<String> names = new ArrayList<>(List.of("python3"));
        IntStream.rangeClosed(OLDEST_MINOR, NEWEST_MINOR).forEach(minor -> names.add("python3." + minor));
        List<Path> candidates = new ArrayList<>();
        for (String name : names) {
            candidates.add(Path.of("/usr/bin", name));
        }
        for (String name : names) {
            JailChoice.onPath(name).filter(path -> !candidates.contains(path)).ifPresent(candidates::add);
        }
        return candidates;
    }

    private static Optional<Interpreter> ask(Path candidate) {
        if (!candidate.toFile().canExecute()) {
            return Optional.empty();
        }
        try {
            Process process = new ProcessBuilder(candidate.toString(), "-I", "-c", QUESTION)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            List<String> answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            if (!process.waitFor(10, TimeUnit.SECONDS) || answer.size() != 5) {
                process.destroyForcibly();
                return Optional.empty();
            }
            return Optional.of(new Interpreter(
                    Path.of(answer.get(0)), answer.get(1), answer.get(2), Path.of(answer.get(3)), answer.get(4)));
        } catch (IOException e) {
            LOG.debugf(e, "not an interpreter: %s", candidate);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
