package dev.hearth.worker.runner;

import dev.hearth.worker.EngineHome;
import dev.hearth.worker.archive.Trees;
import dev.hearth.worker.environment.BuildFailedException;
import dev.hearth.worker.environment.Interpreter;
import dev.hearth.worker.jail.ProcessLauncher;
import dev.hearth.worker.secret.Mask;
import dev.hearth.worker.secret.SecretValues;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Starts runners, in a process that waits for one or in a fresh one. For virtual threads: it waits. */
@Singleton
public class RunnerLauncher {
    private final EngineHome home;
    private final RunnerProcesses processes;
    private final SpareProcesses spares;
    private final ProcessLauncher launcher;

    public RunnerLauncher(EngineHome home, RunnerProcesses processes, SpareProcesses spares, ProcessLauncher launcher) {
        this.home = home;
        this.processes = processes;
        this.spares = spares;
        this.launcher = launcher;
    }

    /**
     * What to start.
     *
     * @param appSource the unpacked archive; the runner gets its own copy
     * @param environment the Python environment's folder
     * @param variables the app's own
     * @param secrets more variables, which win over the app's own
     * @param visibleGpus numbers of GPUs it may use, separated by commas; empty: none
     * @param ramBytes of the worker
     */
    public record Launch(
            RunnerKey key,
            Path appSource,
            Path environment,
            Interpreter interpreter,
            Map<String, String> variables,
            SecretValues secrets,
            String visibleGpus,
            String appId,
            String workerId,
            long ramBytes) {
        public Launch {
            variables = Map.copyOf(variables);
        }

        private ProcessNeeds needs() {
            return new ProcessNeeds(key.team(), appId, environment, interpreter, visibleGpus, ramBytes);
        }

        /** A process that waits for an app cannot have the app's variables: some count only from its start on. */
        private boolean maySpare() {
            return variables.isEmpty() && secrets.isEmpty();
        }

        private Map<String, String> allVariables() {
            Map<String, String> all = new HashMap<>(variables);
            all.putAll(secrets.inClear());
            all.putIfAbsent("APP_ID", appId);
            all.putIfAbsent("WORKER_ID", workerId);
            return all;
        }
    }

    /** A process that did not connect; the message says how it ended and what it wrote. */
    public static final class NotStartedException extends Exception {
        private static final long serialVersionUID = 1L;

        NotStartedException(String message) {
            super(message);
        }
    }

    /** A connected runner, nothing loaded yet. */
    public Runner start(Launch launch, RunnerHandler handler)
            throws IOException, InterruptedException, BuildFailedException, NotStartedException {
        Mask mask = launch.secrets().mask();
        Optional<RunnerProcess> spare = launch.maySpare() ? spares.take(launch.needs()) : Optional.empty();
        if (spare.isPresent()) {
            prepareNext(launch); // beside the import, which keeps no more than one processor busy
        }
        RunnerProcess process = spare.isPresent() ? spare.get() : fresh(launch, mask);
        boolean begun = false;
        try {
            Path source = process.folder().app().resolve("src");
            Trees.copy(launch.appSource(), source);
            launcher.give(source, launch.key().team());
            Runner runner = new Runner(launch.key(), process, launcher.jail().isClosed(), mask, handler);
            runner.begin();
            begun = true;
            return runner;
        } finally {
            if (!begun) {
                process.discard();
            }
        }
    }

    private RunnerProcess fresh(Launch launch, Mask mask)
            throws IOException, InterruptedException, BuildFailedException, NotStartedException {
        try {
            return processes.start(launch.needs(), launch.allVariables());
        } catch (NotStartedException e) {
            throw new NotStartedException(mask.hide(String.valueOf(e.getMessage())));
        }
    }

    /** Makes the next start of this kind short, where that is possible. */
    public void prepareNext(Launch launch) {
        if (launch.maySpare()) {
            spares.prepare(launch.needs());
        }
    }

    /** Removes the folders of runners that died with an earlier engine. */
    public void removeLeftOvers() throws IOException {
        Trees.deleteContents(home.runners(), Set.of());
    }
}
