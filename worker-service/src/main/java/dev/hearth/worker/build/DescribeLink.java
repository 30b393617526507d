package dev.hearth.worker.build;

import com.google.protobuf.ByteString;
import dev.hearth.worker.data.LogStage;
import dev.hearth.worker.environment.BuildFailedException;
import dev.hearth.worker.jail.Excess;
import dev.hearth.worker.jail.JailedProcess.ProcessEnd;
import dev.hearth.worker.runner.Runner;
import dev.hearth.worker.runner.RunnerHandler;
import dev.hearth.worker.runner.RunnerMessage;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Hears a runner that describes an app. */
final class DescribeLink implements RunnerHandler {
    private final Consumer<String> log;
    private final CompletableFuture<ByteString> description = new CompletableFuture<>();

    DescribeLink(Consumer<String> log) {
        this.log = log;
    }

    CompletableFuture<ByteString> description() {
        return description;
    }

    @Override
    public void onMessage(Runner runner, RunnerMessage message) {
        switch (message) {
            case RunnerMessage.Described described -> description.complete(described.description());
            case RunnerMessage.DescribeFailed failed -> {
                runner.settleOutput();
                String where = failed.where().isEmpty() ? "" : failed.where() + ": ";
                String limit = runner.excess() == Excess.MEMORY ? reasonOf(runner) + ": " : "";
                description.completeExceptionally(new BuildFailedException(limit + where + failed.message()));
            }
            default -> {} // stages and log lines of an import
        }
    }

    @Override
    public void onLines(Runner runner, LogStage stage, String lines) {
        log.accept(lines);
    }

    @Override
    public void onExit(Runner runner, ProcessEnd end) {
        String last = String.join("\n", runner.lastLines()).strip();
        String what = end.excess() == Excess.MEMORY ? reasonOf(runner) : "importing inference.py ended its process";
        description.completeExceptionally(new BuildFailedException("%s (exit code %d)%s"
                .formatted(what, end.exitCode(), last.isEmpty() ? " without a word" : ": " + last)));
    }

    private static String reasonOf(Runner runner) {
        return "importing inference.py was ended for its use of memory, its limit is %d MB"
                .formatted(runner.limits().ramBytes() / 1_000_000);
    }
}
