package dev.hearth.worker.jail;

import dev.hearth.ids.TeamId;
import dev.hearth.worker.EngineHome;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Tries out at start whether bubblewrap works here, and says what was chosen and why. */
@Singleton
public class JailChoice {
    private static final Logger LOG = Logger.getLogger(JailChoice.class);
    private static final long PROBE_SECONDS = 10;

    private final JailConfig config;
    private final EngineHome home;

    public JailChoice(JailConfig config, EngineHome home) {
        this.config = config;
        this.home = home;
    }

    /** The jail of this engine. */
    @Produces
    @Singleton
    public Jail choose() {
        if (config.mode() == JailConfig.Mode.OFF) {
            return open("it is switched off (hearth.worker.jail.mode)");
        }
        Optional<Path> bubblewrap = onPath("bwrap");
        if (bubblewrap.isEmpty()) {
            return open("bubblewrap is not installed (package 'bubblewrap')");
        }
        BubblewrapJail jail = new BubblewrapJail(
                bubblewrap.get().toString(),
                isRoot() ? new TeamUids(home.root().resolve("uids"), config.uidBase(), config.uidCount()) : null);
        Optional<String> failure = tryOut(jail);
        if (failure.isPresent()) {
            return open("bubblewrap does not work here: " + failure.get());
        }
        LOG.infof("apps run in a jail of bubblewrap%s", isRoot() ? ", with a user of their own per team" : "");
        return jail;
    }

    private Jail open(String why) {
        if (config.mode() == JailConfig.Mode.REQUIRED) {
            throw new IllegalStateException("a jail is required, but " + why);
        }
        LOG.warnf("no jail, %s: only apps of team '%s' are run", why, config.freeTeamId());
        return new OpenGround();
    }

    /** The first program of this name on the PATH. */
    public static Optional<Path> onPath(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
        for (String folder : path.split(":", -1)) {
            Path candidate = Path.of(folder.isEmpty() ? "." : folder, program);
            if (Files.isExecutable(candidate) && Files.isRegularFile(candidate)) {
                return Optional.of(candidate.toAbsolutePath());
            }
        }
        return Optional.empty();
    }

    static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer uid && uid == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private Optional<String> tryOut(BubblewrapJail jail) {
        try {
            Path scratch = home.newFolder("probe");
            Path environment = Files.writeString(scratch.resolve("env"), Entry.fileOf(Map.of("HEARTH_PROBE", "yes")));
            ProcessSpec spec = new ProcessSpec(
                    new TeamId(config.freeTeamId().isEmpty() ? "local" : config.freeTeamId()),
                    List.of("/bin/sh", "-c", "test \"$HEARTH_PROBE\" = yes && echo works"),
                    Map.of(),
                    Path.of("/tmp"),
                    List.of(Mount.writable(scratch, "/tmp")),
                    scratch,
                    0,
                    false);
            Process process = new ProcessBuilder(
                            jail.commandLine(spec, Path.of("/tmp").resolve(environment.getFileName()), 0))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.of("it does not end");
            }
            Files.delete(environment);
            Files.delete(scratch);
            return output.equals("works") ? Optional.empty() : Optional.of(output);
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }
}
