package dev.hearth.worker.environment;

import dev.hearth.ids.TeamId;
import dev.hearth.worker.EngineConfig;
import dev.hearth.worker.EngineHome;
import dev.hearth.worker.Ram;
import dev.hearth.worker.archive.Trees;
import dev.hearth.worker.jail.Excess;
import dev.hearth.worker.jail.JailedProcess;
import dev.hearth.worker.jail.Mount;
import dev.hearth.worker.jail.ProcessLauncher;
import dev.hearth.worker.jail.ProcessSpec;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Where a team's builds run: in the jail, with the package index in reach, the team's own cache, no secrets,
 * and no more memory than a worker has.
 */
@Singleton
public class BuildGround {
    private final EngineHome home;
    private final ProcessLauncher launcher;
    private final Uv uv;
    private final long ramBytes;

    public BuildGround(EngineHome home, ProcessLauncher launcher, Uv uv, EngineConfig engine) {
        this.home = home;
        this.launcher = launcher;
        this.uv = uv;
        this.ramBytes = Ram.ofWorker(engine);
    }

    /** The uv program on the host. */
    Path uv() throws BuildFailedException, IOException, InterruptedException {
        return uv.program();
    }

    /** A site with a temporary folder and the team's cache; to be closed. */
    public Site open(TeamId team, Interpreter interpreter)
            throws BuildFailedException, IOException, InterruptedException {
        return new Site(team, interpreter, uv.program());
    }

    /** One build's surroundings. */
    public final class Site {
        private final TeamId team;
        private final List<Mount> mounts = new ArrayList<>();
        private final List<Path> folders = new ArrayList<>();
        private final Path scratch;
        private final Path uvInside;
        private final Path temporary;
        private final Path cache;

        private Site(TeamId team, Interpreter interpreter, Path uvProgram) throws IOException {
            this.team = team;
            Path folder = folder("site");
            this.scratch = Files.createDirectory(folder.resolve("scratch"));
            Path cacheOnHost = home.team(team).resolve("uv-cache");
            if (!Files.isDirectory(cacheOnHost)) {
                Files.createDirectories(cacheOnHost);
                launcher.give(cacheOnHost, team);
            }
            launcher.give(folder, team);
            interpreter.mount().ifPresent(mounts::add);
            this.temporary = writable(Files.createDirectory(folder.resolve("tmp")), "/tmp");
            this.cache = writable(cacheOnHost, "/cache");
            this.uvInside = readOnly(uvProgram, "/uv");
        }

        /** Where uv is seen. */
        public Path uv() {
            return uvInside;
        }

        /** A folder of the build's for small things. */
        public Path temporary() {
            return temporary;
        }

        /** A new folder that goes with the site; not shown yet. */
        Path folder(String prefix) throws IOException {
            Path folder = home.newFolder(prefix);
            folders.add(folder);
            return folder;
        }

        /** Whether the system has a program of this name where builds look for it. */
        boolean hasProgram(String name) {
            return Uv.programFolders().stream().anyMatch(folder -> Files.isExecutable(folder.resolve(name)));
        }

        /** Shows a folder that the build may change; it becomes the team's. */
        public Path writable(Path host, String inside) throws IOException {
            if (!host.endsWith("uv-cache")) {
                launcher.give(host, team);
            }
            return shown(Mount.writable(host, inside));
        }

        /** Shows a file or folder. */
        public Path readOnly(Path host, String inside) {
            return shown(Mount.readOnly(host, inside));
        }

        private Path shown(Mount mount) {
            if (!mounts.contains(mount)) {
                mounts.add(mount);
            }
            return launcher.jail().inside(mount);
        }

        /** Runs a program to its end. */
        public Command.Ended run(
                List<String> command,
                Map<String, String> more,
                Path workingFolder,
                Duration limit,
                Consumer<String> log)
                throws IOException, InterruptedException {
            Map<String, String> variables = new HashMap<>(Uv.variables(cache.toString()));
            variables.put("HOME", temporary.toString());
            variables.put("TMPDIR", temporary.toString());
            variables.putAll(more);
            JailedProcess process = launcher.start(
                    new ProcessSpec(team, command, variables, workingFolder, mounts, scratch, ramBytes, false));
            process.endBeyondMemory();
            Command.Ended ended = Command.follow(
                    process.output(),
                    process.end().thenApply(JailedProcess.ProcessEnd::exitCode),
                    process::kill,
                    limit,
                    log);
            return ended.exitCode() != 0 && process.excess() == Excess.MEMORY
                    ? new Command.Ended(
                            ended.exitCode(),
                            "the build was ended for its use of memory, its limit is %d MB\n%s"
                                    .formatted(ramBytes / 1_000_000, ended.lastLines()))
                    : ended;
        }

        /** Removes what the build left beside its result. */
        public void close() throws IOException {
            for (Path folder : folders) {
                Trees.delete(folder);
            }
        }
    }
}
