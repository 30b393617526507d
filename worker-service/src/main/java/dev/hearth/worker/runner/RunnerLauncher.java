package dev.hearth.worker.runner;

import dev.hearth.worker.EngineHome;
import dev.hearth.worker.archive.Trees;
import dev.hearth.worker.environment.BuildFailedException;
import dev.hearth.worker.environment.Installation;
import dev.hearth.worker.environment.Interpreter;
import dev.hearth.worker.jail.JailedProcess;
import dev.hearth.worker.jail.JailedProcess.ProcessEnd;
import dev.hearth.worker.jail.Mount;
import dev.hearth.worker.jail.ProcessLauncher;
import dev.hearth.worker.jail.ProcessSpec;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Starts runners: folders, socket, process, and the first connection. For virtual threads: it waits. */
@Singleton
public class RunnerLauncher {
    private static final Logger LOG = Logger.getLogger(RunnerLauncher.class);

    private final RunnerConfig config;
    private final EngineHome home;
    private final ProcessLauncher launcher;

    public RunnerLauncher(RunnerConfig config, EngineHome home, ProcessLauncher launcher) {
        this.config = config;
        this.home = home;
        this.launcher = launcher;
    }

    /**
     * What to start.
     *
     * @param appSource the unpacked archive; the runner gets its own copy
     * @param environment the Python environment's folder
     * @param variables the app's own, and its secrets
     * @param visibleGpus numbers of GPUs it may use, separated by commas; empty: none
     * @param ramBytes of the worker
     */
    public record Launch(
            RunnerKey key,
            Path appSource,
            Path environment,
            Interpreter interpreter,
            Map<String, String> variables,
            String visibleGpus,
            String appId,
            String workerId,
            long ramBytes) {
        public Launch {
            variables = Map.copyOf(variables);
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
        String id = UUID.randomUUID().toString().substring(0, 8);
        RunnerFolder folder = RunnerFolder.create(home.runners().resolve(id));
        Trees.copy(launch.appSource(), folder.app().resolve("src"));
        for (Mount mount : folder.writable()) {
            launcher.give(mount.host(), launch.key().team());
        }
        boolean started = false;
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(folder.socket()));
            launcher.give(folder.scratch(), launch.key().team());
            JailedProcess process = launcher.start(specOf(launch, folder));
            SocketChannel channel = accept(server, process);
            Files.deleteIfExists(folder.scratch().resolve("env"));
            Runner runner = new Runner(
                    id, launch.key(), folder, process, launcher.jail().isClosed(), handler, channel);
            runner.begin();
            started = true;
            return runner;
        } finally {
            if (!started) {
                folder.delete();
            }
        }
    }

    private SocketChannel accept(ServerSocketChannel server, JailedProcess process)
            throws IOException, InterruptedException, NotStartedException {
        CompletableFuture<ProcessEnd> end = process.end();
        Thread accepting = Thread.currentThread();
        Thread watch = Thread.ofVirtual().start(() -> {
            try {
                end.get(config.connectLimit().toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                return; // it has connected
            } catch (Exception e) {
                LOG.debugf(e, "runner %d does not connect", process.pid());
            }
            close(server);
        });
        try {
            SocketChannel channel = server.accept();
            watch.interrupt();
            return channel;
        } catch (IOException e) {
            process.kill();
            if (accepting.isInterrupted()) {
                throw new InterruptedException("stopped while a runner was starting");
            }
            String lines = new String(process.output().readAllBytes(), StandardCharsets.UTF_8).strip();
            throw new NotStartedException("the runner's process did not start (exit code %d): %s"
                    .formatted(
                            end.join().exitCode(),
                            lines.length() > 2000 ? lines.substring(lines.length() - 2000) : lines));
        }
    }

    private static void close(ServerSocketChannel server) {
        try {
            server.close();
        } catch (IOException e) {
            LOG.debugf(e, "socket does not close");
        }
    }

    private ProcessSpec specOf(Launch launch, RunnerFolder folder) throws BuildFailedException {
        Mount environment = Mount.readOnly(launch.environment(), "/env");
        Mount runner = Mount.readOnly(source(), "/runner");
        List<Mount> mounts = new ArrayList<>(folder.writable());
        mounts.add(environment);
        mounts.add(runner);
        launch.interpreter().mount().ifPresent(mounts::add);

        Path python = launcher.jail().inside(environment).resolve("bin").resolve("python");
        Path code = launcher.jail().inside(runner);
        return new ProcessSpec(
                launch.key().team(),
                List.of(python.toString(), "-m", "hearth_runner"),
                variablesOf(launch, folder, python, code),
                Path.of("/"),
                mounts,
                folder.scratch(),
                config.limitMemory() ? launch.ramBytes() : 0,
                !launch.visibleGpus().isEmpty());
    }

    private Map<String, String> variablesOf(Launch launch, RunnerFolder folder, Path python, Path code) {
        Map<String, String> variables = new HashMap<>();
        variables.put("PATH", python.getParent() + ":/usr/local/bin:/usr/bin:/bin");
        variables.put("LANG", "C.UTF-8");
        variables.put("USER", "app");
        variables.put("LOGNAME", "app");
        variables.put("HOME", inside(folder.home(), "/home/app"));
        variables.put("TMPDIR", inside(folder.tmp(), "/tmp"));
        variables.put("FILE_CACHE_DIR", inside(folder.files(), "/files"));
        variables.put("PYTHONUNBUFFERED", "1");
        variables.put("CUDA_VISIBLE_DEVICES", launch.visibleGpus());
        variables.put("APP_ID", launch.appId());
        variables.put("WORKER_ID", launch.workerId());
        variables.putAll(launch.variables());
        String own = launch.variables().getOrDefault("PYTHONPATH", "");
        variables.put("PYTHONPATH", own.isEmpty() ? code.toString() : code + ":" + own);
        variables.put(
                "HEARTH_SOCKET",
                launcher.insideScratch(folder.scratch(), "socket").toString());
        return variables;
    }

    private String inside(Path host, String inside) {
        return launcher.jail().inside(Mount.writable(host, inside)).toString();
    }

    private Path source() throws BuildFailedException {
        return config.source()
                .map(Path::toAbsolutePath)
                .or(() ->
                        Installation.find("worker-service/runner/hearth_runner").map(Path::getParent))
                .orElseThrow(() -> new BuildFailedException(
                        "the Python side is not beside this installation: name it with HEARTH_WORKER_RUNNER"));
    }

    /** Removes the folders of runners that died with an earlier engine. */
    public void removeLeftOvers() throws IOException {
        Trees.deleteContents(home.runners(), Set.of());
    }
}
