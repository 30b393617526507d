package dev.hearth.worker.assignment;

import dev.hearth.errors.GrpcErrors;
import dev.hearth.errors.ServiceException;
import dev.hearth.errors.TaskErrorCode;
import dev.hearth.worker.archive.ArchiveRefusedException;
import dev.hearth.worker.catalog.AppVersion;
import dev.hearth.worker.catalog.Apps;
import dev.hearth.worker.catalog.Versions;
import dev.hearth.worker.data.LogStage;
import dev.hearth.worker.environment.BuildFailedException;
import dev.hearth.worker.environment.BuildVariables;
import dev.hearth.worker.environment.EnvironmentKey;
import dev.hearth.worker.environment.Environments;
import dev.hearth.worker.environment.Interpreter;
import dev.hearth.worker.environment.Interpreters;
import dev.hearth.worker.files.FileUnavailableException;
import dev.hearth.worker.runner.CallMetadata;
import dev.hearth.worker.runner.Runner;
import dev.hearth.worker.runner.RunnerConfig;
import dev.hearth.worker.runner.RunnerLauncher;
import dev.hearth.worker.secret.SecretValues;
import dev.hearth.worker.secret.Secrets;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Brings a warm runner into being: archive, environment, process, import, setup. For virtual threads: it waits. */
@Singleton
public class ColdStart {
    private static final Logger LOG = Logger.getLogger(ColdStart.class);

    private final Versions versions;
    private final Secrets secrets;
    private final Apps apps;
    private final Interpreters interpreters;
    private final Environments environments;
    private final RunnerLauncher launcher;
    private final RunnerConfig config;

    public ColdStart(
            Versions versions,
            Secrets secrets,
            Apps apps,
            Interpreters interpreters,
            Environments environments,
            RunnerLauncher launcher,
            RunnerConfig config) {
        this.versions = versions;
        this.secrets = secrets;
        this.apps = apps;
        this.interpreters = interpreters;
        this.environments = environments;
        this.launcher = launcher;
        this.config = config;
    }

    /** A runner that has finished its setup. */
    Runner warmUp(Worker worker, Attempt attempt, RunnerLink link) throws TaskFailedException, InterruptedException {
        TaskOrder order = attempt.order();
        worker.reach(attempt, HeldStatus.PREPARING);
        AppVersion version = versionOf(order);
        Path source = sourceOf(version);
        Interpreter interpreter = interpreterOf(attempt, version);
        Path environment = environmentOf(attempt, version, interpreter);

        awaitRoom(attempt);
        SecretValues values = secretsOf(order);
        worker.reach(attempt, HeldStatus.SERVING);
        RunnerLauncher.Launch launch = new RunnerLauncher.Launch(
                order.runner(),
                source,
                environment,
                interpreter,
                version.environment(),
                values,
                worker.offer().visibleGpus(),
                order.appId().value(),
                worker.offer().id().value(),
                worker.offer().ramBytes());
        Runner runner = started(launch, link);
        worker.loading(attempt, runner);
        load(order, version, worker, runner, link);
        launcher.prepareNext(launch);
        return runner;
    }

    /** Memory of what was evicted is free only once its process is gone. */
    private void awaitRoom(Attempt attempt) throws InterruptedException {
        try {
            CompletableFuture.allOf(attempt.makingRoom().toArray(CompletableFuture<?>[]::new))
                    .get(config.unloadGrace().multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf(
                    "a runner that was to make room is still there: taskId=%s",
                    attempt.order().taskId());
        }
    }

    /** What the app is told about itself. */
    static CallMetadata metadataOf(TaskOrder order, WorkerOffer worker) {
        return new CallMetadata(
                order.appId().value(),
                order.appVersionId().value(),
                worker.id().value(),
                order.runner().team().value());
    }

    private AppVersion versionOf(TaskOrder order) throws TaskFailedException, InterruptedException {
        try {
            return versions.require(order.appVersionId(), order.runner().team());
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("stopped while asking for the version");
            }
            String why =
                    GrpcErrors.fromGrpc(e).map(ServiceException::getMessage).orElse(String.valueOf(e.getMessage()));
            throw new TaskFailedException(
                    TaskErrorCode.SETUP_FAILED,
                    "app version %s is not to be had: %s"
                            .formatted(order.appVersionId().value(), why),
                    e);
        }
    }

    /** Asked for last, so that they are in memory for no longer than it takes to start a process. */
    private SecretValues secretsOf(TaskOrder order) throws TaskFailedException, InterruptedException {
        if (order.secretNames().isEmpty()) {
            return SecretValues.NONE;
        }
        try {
            return secrets.of(order.taskId(), order.attempt());
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("stopped while asking for secrets");
            }
            String why =
                    GrpcErrors.fromGrpc(e).map(ServiceException::getMessage).orElse("the gateway does not tell them");
            throw new TaskFailedException(TaskErrorCode.REFUSED, "the app's secrets are not to be had: " + why, e);
        }
    }

    private Path sourceOf(AppVersion version) throws TaskFailedException, InterruptedException {
        try {
            return apps.require(version.owner(), version.archive(), version.archiveSha256());
        } catch (FileUnavailableException | ArchiveRefusedException | IOException e) {
            TaskErrorCode code =
                    e instanceof FileUnavailableException ? TaskErrorCode.FILE_UNAVAILABLE : TaskErrorCode.BUILD_FAILED;
            throw new TaskFailedException(code, "the app cannot be unpacked: " + e.getMessage(), e);
        }
    }

    private Interpreter interpreterOf(Attempt attempt, AppVersion version) throws TaskFailedException {
        try {
            Interpreter interpreter = interpreters.nearest(version.python());
            if (!interpreter.minor().equals(version.python())) {
                attempt.outlet()
                        .log(
                                LogStage.SETUP,
                                "Python %s is not on this engine, running on %s\n"
                                        .formatted(version.python(), interpreter.version()));
            }
            return interpreter;
        } catch (BuildFailedException e) {
            throw new TaskFailedException(TaskErrorCode.BUILD_FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    private Path environmentOf(Attempt attempt, AppVersion version, Interpreter interpreter)
            throws TaskFailedException, InterruptedException {
        try {
            return environments.require(
                    new EnvironmentKey(
                            version.owner(),
                            interpreter,
                            version.lock(),
                            version.secondLock(),
                            BuildVariables.of(version.environment())),
                    lines -> attempt.outlet().log(LogStage.BUILD, lines));
        } catch (BuildFailedException | IOException e) {
            String what = e instanceof IOException ? "the app's environment cannot be made: " : "";
            throw new TaskFailedException(TaskErrorCode.BUILD_FAILED, what + e.getMessage(), e);
        }
    }

    private Runner started(RunnerLauncher.Launch launch, RunnerLink link)
            throws TaskFailedException, InterruptedException {
        try {
            return launcher.start(launch, link);
        } catch (IOException | BuildFailedException | RunnerLauncher.NotStartedException e) {
            String what = e instanceof IOException ? "the app's process cannot be started: " : "";
            throw new TaskFailedException(TaskErrorCode.SETUP_FAILED, what + e.getMessage(), e);
        }
    }

    private void load(TaskOrder order, AppVersion version, Worker worker, Runner runner, RunnerLink link)
            throws TaskFailedException, InterruptedException {
        try {
            runner.load(
                    metadataOf(order, worker.offer()),
                    version.defaultFunction(),
                    order.setup().duplicate());
            RunnerLink.Loaded loaded = link.loaded().get(config.setupLimit().toMillis(), TimeUnit.MILLISECONDS);
            switch (loaded) {
                case RunnerLink.Loaded.Ready _ -> runner.folder().keepWhatIsInTmp();
                case RunnerLink.Loaded.Failed failed -> {
                    runner.settleOutput();
                    runner.kill();
                    throw new TaskFailedException(codeOf(failed.code()), failed.message());
                }
                case RunnerLink.Loaded.Exited exited -> throw Crash.whileLoading(runner, exited.end());
            }
        } catch (IOException | TimeoutException e) {
            runner.kill();
            throw new TaskFailedException(
                    TaskErrorCode.SETUP_FAILED,
                    e instanceof TimeoutException
                            ? "the app's setup took longer than %d s"
                                    .formatted(config.setupLimit().toSeconds())
                            : "the app's process does not listen: " + e.getMessage(),
                    e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a loading has outcomes, no failures", e);
        } catch (InterruptedException e) {
            runner.kill();
            throw e;
        }
        runner.becomeWarm();
    }

    /** A runner's code; one we do not know is the app's error. */
    static TaskErrorCode codeOf(String code) {
        return Arrays.stream(TaskErrorCode.values())
                .filter(known -> known.name().equals(code))
                .findFirst()
                .orElse(TaskErrorCode.APP_ERROR);
    }
}
