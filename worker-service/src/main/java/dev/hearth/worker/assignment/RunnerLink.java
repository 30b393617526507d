package dev.hearth.worker.assignment;

import dev.hearth.worker.data.LogStage;
import dev.hearth.worker.jail.JailedProcess.ProcessEnd;
import dev.hearth.worker.runner.Runner;
import dev.hearth.worker.runner.RunnerHandler;
import dev.hearth.worker.runner.RunnerMessage;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Carries what one runner says to its worker, and what became of its loading to the thread that waits for it. */
final class RunnerLink implements RunnerHandler {
    private final Worker worker;
    private final CompletableFuture<Loaded> loaded = new CompletableFuture<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private volatile @Nullable Attempt starter;

    RunnerLink(Worker worker, Attempt starter) {
        this.worker = worker;
        this.starter = starter;
    }

    /** How the loading ended. */
    sealed interface Loaded {
        record Ready() implements Loaded {}

        record Failed(String code, String message) implements Loaded {}

        record Exited(ProcessEnd end) implements Loaded {}
    }

    CompletableFuture<Loaded> loaded() {
        return loaded;
    }

    /** Completes when the process is gone. */
    CompletableFuture<Void> gone() {
        return gone;
    }

    @Override
    public void onMessage(Runner runner, RunnerMessage message) {
        switch (message) {
            case RunnerMessage.Ready _ -> loaded.complete(new Loaded.Ready());
            case RunnerMessage.LoadFailed failed -> loaded.complete(new Loaded.Failed(failed.code(), failed.message()));
            case RunnerMessage.Stage stage -> onStage(stage.stage());
            default -> worker.onMessage(runner, message);
        }
    }

    @Override
    public void onLines(Runner runner, LogStage stage, String lines) {
        Attempt starting = starter;
        if (starting != null && !loaded.isDone()) {
            starting.outlet().log(stage, lines);
        } else {
            worker.onLines(runner, stage, lines);
        }
    }

    @Override
    public void onExit(Runner runner, ProcessEnd end) {
        loaded.complete(new Loaded.Exited(end));
        worker.onExit(runner, end);
        gone.complete(null);
    }

    private void onStage(String stage) {
        Attempt starting = starter;
        if (starting != null && stage.equals("setting_up")) {
            worker.reach(starting, HeldStatus.SETTING_UP);
        }
    }

    /** The attempt that caused the start is on its own now. */
    void release() {
        starter = null;
    }
}
