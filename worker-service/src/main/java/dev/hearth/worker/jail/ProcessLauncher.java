package dev.hearth.worker.jail;

import dev.hearth.ids.TeamId;
import dev.hearth.worker.EngineConfig;
import dev.hearth.worker.EngineHome;
import dev.hearth.worker.archive.Trees;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;

/** Starts processes of app code, in the jail where there is one. */
@Singleton
public class ProcessLauncher {
    private static final String SCRATCH = "/run/hearth";
    private static final String JOIN_GROUPS =
            "while [ \"$1\" != -- ]; do echo $$ > \"$1\" || exit 125; shift; done; shift; exec \"$@\"";

    private final Jail jail;
    private final ControlGroups groups;
    private final JailConfig config;
    private final Path groundFolder;
    private final Spawner spawner = new Spawner();
    private final AtomicLong started = new AtomicLong();

    public ProcessLauncher(Jail jail, JailConfig config, EngineConfig engine, EngineHome home) {
        this.jail = jail;
        this.config = config;
        this.groundFolder = home.root();
        this.groups =
                jail.isClosed() && config.controlGroups() ? ControlGroups.probe(engine.id()) : ControlGroups.none();
    }

    public Jail jail() {
        return jail;
    }

    /** Where a process sees what lies in its scratch folder. */
    public Path insideScratch(Path scratch, String name) {
        return jail.inside(Mount.readOnly(scratch, SCRATCH)).resolve(name);
    }

    /** Gives a folder to the user that a team's processes run as. */
    public void give(Path folder, TeamId team) throws IOException {
        OptionalInt uid = jail.uidOf(team);
        if (uid.isPresent()) {
            Trees.chown(folder, uid.getAsInt());
        }
    }

    /** Starts a process; its standard input is empty and its error output is one with its output. */
    public JailedProcess start(ProcessSpec spec) throws IOException, InterruptedException {
        Path environment = spec.scratch().resolve("env");
        Files.deleteIfExists(environment);
        Files.createFile(
                environment, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(environment, Entry.fileOf(spec.environment()));
        give(environment, spec.team());

        List<Mount> mounts = new ArrayList<>(spec.mounts());
        mounts.add(Mount.readOnly(spec.scratch(), SCRATCH));
        ProcessSpec complete = new ProcessSpec(
                spec.team(),
                spec.command(),
                spec.environment(),
                spec.workingFolder(),
                mounts,
                spec.scratch(),
                spec.ramBytes(),
                spec.withGpus());
        ProcessLimits limits = new ProcessLimits(spec.ramBytes(), config.maxProcesses());
        Optional<ControlGroup> group = groups.create("p" + started.incrementAndGet(), limits);
        List<String> line = new ArrayList<>();
        group.ifPresent(limited -> {
            line.addAll(List.of("/bin/sh", "-c", JOIN_GROUPS, "join"));
            limited.processesFiles().forEach(file -> line.add(file.toString()));
            line.add("--");
        });
        int counted = groups.limit(Excess.PROCESSES) ? 0 : limits.maxProcesses();
        line.addAll(jail.commandLine(complete, insideScratch(spec.scratch(), "env"), counted));

        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).directory(groundFolder.toFile());
        builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin");
        OutputPipe pipe = OutputPipe.create(spec.scratch().resolve("out"), spawner);
        give(pipe.path(), spec.team());
        builder.redirectOutput(pipe.path().toFile());
        return new JailedProcess(
                pipe.open(() -> spawner.start(builder)), jail.isClosed(), spawner, limits, group.orElse(null));
    }

    @PreDestroy
    void stop() {
        groups.close();
    }
}
