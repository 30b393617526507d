package dev.hearth.worker.runner;

import dev.hearth.worker.EngineHome;
import dev.hearth.worker.environment.BuildFailedException;
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
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Starts processes of the Python side: folders, socket, process, and the first connection. For virtual threads: it waits. */
@Singleton
public class RunnerProcesses {
    private static final Logger LOG = Logger.getLogger(RunnerProcesses.class);

    private final RunnerConfig config;
    private final EngineHome home;
    private final RunnerCode code;
    private final ProcessLauncher launcher;

    public RunnerProcesses(RunnerConfig config, EngineHome home, RunnerCode code, ProcessLauncher launcher) {
        this.config = config;
        this.home = home;
        this.code = code;
        this.launcher = launcher;
    }

    /**
     * A connected process.
     *
     * @param variables beside those that every runner has
     */
    RunnerProcess start(ProcessNeeds needs, Map<String, String> variables)
            throws IOException, InterruptedException, BuildFailedException, RunnerLauncher.NotStartedException {
        String id = UUID.randomUUID().toString().substring(0, 8);
        RunnerFolder folder = RunnerFolder.create(home.runners().resolve(id));
        for (Mount mount : folder.writable()) {
            launcher.give(mount.host(), needs.team());
        }
        makeCache(needs);
        boolean started = false;
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(folder.socket()));
            launcher.give(folder.scratch(), needs.team());
            JailedProcess process = launcher.start(specOf(needs, variables, folder));
            SocketChannel channel = accept(server, process);
            Files.deleteIfExists(folder.scratch().resolve("env"));
            started = true;
            return new RunnerProcess(id, folder, process, channel);
        } finally {
            if (!started) {
                folder.delete();
            }
        }
    }

    private SocketChannel accept(ServerSocketChannel server, JailedProcess process)
            throws IOException, InterruptedException, RunnerLauncher.NotStartedException {
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
            throw new RunnerLauncher.NotStartedException("the runner's process did not start (exit code %d): %s"
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

    private ProcessSpec specOf(ProcessNeeds needs, Map<String, String> variables, RunnerFolder folder)
            throws BuildFailedException, IOException, InterruptedException {
        Mount environment = Mount.readOnly(needs.environment(), "/env");
        Mount runner = Mount.readOnly(code.require(needs.interpreter()), "/runner");
        List<Mount> mounts = new ArrayList<>(folder.writable());
        mounts.add(cache(needs));
        mounts.add(environment);
        mounts.add(runner);
        needs.interpreter().mount().ifPresent(mounts::add);

        Path python = launcher.jail().inside(environment).resolve("bin").resolve("python");
        Path codeInside = launcher.jail().inside(runner);
        return new ProcessSpec(
                needs.team(),
                List.of(python.toString(), "-m", "hearth_runner"),
                variablesOf(needs, variables, folder, python, codeInside),
                Path.of("/"),
                mounts,
                folder.scratch(),
                config.limitMemory() ? needs.ramBytes() : 0,
                !needs.visibleGpus().isEmpty());
    }

    private Map<String, String> variablesOf(
            ProcessNeeds needs, Map<String, String> more, RunnerFolder folder, Path python, Path code) {
        Map<String, String> variables = new HashMap<>();
        variables.put("PATH", python.getParent() + ":/usr/local/bin:/usr/bin:/bin");
        variables.put("LANG", "C.UTF-8");
        variables.put("USER", "app");
        variables.put("LOGNAME", "app");
        variables.put("HOME", inside(folder.home(), "/home/app"));
        // Where models land that an app downloads in its setup: they are there when it is next started.
        variables.put("XDG_CACHE_HOME", launcher.jail().inside(cache(needs)).toString());
        variables.put("TMPDIR", inside(folder.tmp(), "/tmp"));
        variables.put("FILE_CACHE_DIR", inside(folder.files(), "/files"));
        variables.put("PYTHONUNBUFFERED", "1");
        variables.put("CUDA_VISIBLE_DEVICES", needs.visibleGpus());
        variables.putAll(more);
        String own = more.getOrDefault("PYTHONPATH", "");
        variables.put("PYTHONPATH", own.isEmpty() ? code.toString() : code + ":" + own);
        variables.put(
                "HEARTH_SOCKET",
                launcher.insideScratch(folder.scratch(), "socket").toString());
        return variables;
    }

    /** Of the team and the app, since what is in it may be code that the app loads. */
    private Mount cache(ProcessNeeds needs) {
        return Mount.writable(home.appCache(needs.team(), needs.appId()), "/home/app/.cache");
    }

    private void makeCache(ProcessNeeds needs) throws IOException {
        Path folder = cache(needs).host();
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            launcher.give(folder, needs.team());
        }
    }

    private String inside(Path host, String inside) {
        return launcher.jail().inside(Mount.writable(host, inside)).toString();
    }
}
