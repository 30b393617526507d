package dev.hearth.worker.environment;

import dev.hearth.worker.environment.SourceRequirement.Origin;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Makes wheels of what no index has. Code of strangers runs here, so all of it happens on the build's own site. */
@Singleton
public class WheelBuilder {
    private static final Pattern WHEEL_NAME = Pattern.compile("([A-Za-z0-9][\\w.]*)-[\\w.+!-]+\\.whl");
    private static final Pattern REVISION = Pattern.compile("[^-\\s][^\\s]*");

    /** The commit is told through the wheel's folder; the checkout stays within the site. */
    private static final String CLONE = """
            set -e
            cd "$TMPDIR"
            rm -rf checkout
            git clone --quiet "$1" checkout
            cd checkout
            if [ -n "$2" ]; then
                git checkout --quiet "$2" -- 2>/dev/null || { git fetch --quiet origin "$2"; git checkout --quiet FETCH_HEAD; }
            fi
            git submodule --quiet update --init --recursive
            git rev-parse HEAD > "$3/commit"
            """;

    private static final Map<String, String> GIT_VARIABLES = Map.of(
            "GIT_TERMINAL_PROMPT", "0",
            "GIT_ASKPASS", "/bin/false",
            "GIT_SSH_COMMAND", "ssh -oBatchMode=yes",
            "GIT_CONFIG_NOSYSTEM", "1",
            // Wheels of the same code shall be the same bytes: the earliest time that a zip file can hold.
            "SOURCE_DATE_EPOCH", "315532800");

    /**
     * Where and how to build.
     *
     * @param source the app's folder on this machine, unchanged
     * @param sourceInside where the build sees a copy of it
     * @param variables of the app, for its build tools
     */
    public record Ground(
            BuildGround.Site site,
            Interpreter interpreter,
            Path source,
            Path sourceInside,
            Map<String, String> variables,
            Duration limit) {}

    /**
     * A wheel on this machine.
     *
     * @param inside where the site sees it
     * @param note what it was made of, for whoever reads the lock
     */
    public record Wheel(Path file, Path inside, String note) {
        /** The line that stands for the requirement. */
        public String line(SourceRequirement requirement) {
            String name = file.getFileName().toString().split("-", 2)[0];
            String marker = requirement.marker().isEmpty() ? "" : " ; " + requirement.marker();
            return "%s%s @ file://%s%s".formatted(name, requirement.extras(), inside, marker);
        }
    }

    /** Builds one requirement. */
    public Wheel build(Ground ground, SourceRequirement requirement, Consumer<String> log)
            throws BuildFailedException, IOException, InterruptedException {
        log.accept("building %s\n".formatted(SourceRequirement.shown(requirement.text())));
        Path folder = ground.site().folder("wheel");
        return switch (requirement.origin()) {
            case Origin.Wheel wheel -> {
                Path name = Path.of(wheel.path().getFileName().toString());
                Files.copy(ground.source().resolve(wheel.path()), folder.resolve(name));
                Path inside = ground.site().readOnly(folder, "/wheels/" + folder.getFileName());
                yield found(folder, inside, requirement, requirement.text());
            }
            case Origin.Project project -> {
                Path inside = ground.site().writable(folder, "/wheels/" + folder.getFileName());
                Path path = ground.sourceInside().resolve(project.path());
                yield built(ground, requirement, path, folder, inside, requirement.text(), log);
            }
            case Origin.Repository repository -> {
                Path inside = ground.site().writable(folder, "/wheels/" + folder.getFileName());
                String commit = checkOut(ground, requirement, repository, folder, inside, log);
                Path path = ground.site().temporary().resolve("checkout").resolve(repository.folder());
                String note = SourceRequirement.shown(requirement.text()) + " at commit " + commit;
                log.accept(note + "\n");
                yield built(ground, requirement, path, folder, inside, note, log);
            }
        };
    }

    private String checkOut(
            Ground ground,
            SourceRequirement requirement,
            Origin.Repository repository,
            Path folder,
            Path inside,
            Consumer<String> log)
            throws BuildFailedException, IOException, InterruptedException {
        if (!ground.site().hasProgram("git")) {
            throw requirement.failed(
                    "needs git, which is not on this engine: install git there, or publish a wheel and name its URL");
        }
        if (!repository.revision().isEmpty()
                && !REVISION.matcher(repository.revision()).matches()) {
            throw requirement.failed("names a revision that is none");
        }
        List<String> command =
                List.of("/bin/sh", "-c", CLONE, "clone", repository.url(), repository.revision(), inside.toString());
        Command.Ended ended =
                ground.site().run(command, variables(ground), ground.site().temporary(), ground.limit(), log);
        Optional<String> commit = lineIn(folder.resolve("commit"));
        if (ended.exitCode() != 0 || commit.isEmpty()) {
            throw requirement.failed("cannot be fetched: " + ended.lastLines());
        }
        return commit.get();
    }

    private Wheel built(
            Ground ground,
            SourceRequirement requirement,
            Path project,
            Path folder,
            Path inside,
            String note,
            Consumer<String> log)
            throws BuildFailedException, IOException, InterruptedException {
        List<String> command = List.of(
                ground.site().uv().toString(),
                "build",
                "--wheel",
                "--no-create-gitignore",
                "--quiet",
                "--python",
                ground.interpreter().executable().toString(),
                "--out-dir",
                inside.toString(),
                project.toString());
        Command.Ended ended =
                ground.site().run(command, variables(ground), ground.site().temporary(), ground.limit(), log);
        if (ended.exitCode() != 0) {
            throw requirement.failed("cannot be built: " + ended.lastLines());
        }
        return found(folder, inside, requirement, note);
    }

    private static Wheel found(Path folder, Path inside, SourceRequirement requirement, String note)
            throws BuildFailedException, IOException {
        List<Path> wheels = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*.whl")) {
            all.forEach(wheels::add);
        }
        Path wheel = wheels.size() == 1 ? wheels.getFirst() : folder;
        String name = wheel.getFileName().toString();
        if (!Files.isRegularFile(wheel, LinkOption.NOFOLLOW_LINKS)
                || !WHEEL_NAME.matcher(name).matches()) {
            throw requirement.failed("gave no wheel with a name such as project-1.0-py3-none-any.whl");
        }
        return new Wheel(wheel, inside.resolve(name), note);
    }

    private static Optional<String> lineIn(Path file) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(Files.readString(file).strip())
                : Optional.empty();
    }

    private static Map<String, String> variables(Ground ground) {
        Map<String, String> variables = new HashMap<>(ground.variables());
        variables.putAll(GIT_VARIABLES);
        return variables;
    }
}
