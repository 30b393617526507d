package dev.hearth.cli.remote;

import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.Interruption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Cancels a task when the user presses Ctrl-C while this is open. To be opened before the request that makes the task: one
 * that is under way is answered all the same, and what it made would go on without anybody who knows of it.
 */
final class CancelOnInterrupt implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String NONE = "";

    private final GatewayClient gateway;
    private final Consumer<String> progress;
    private final CompletableFuture<String> taskId = new CompletableFuture<>();
    private final Interruption interruption;

    /** @param progress told lines for a person, from another thread */
    CancelOnInterrupt(GatewayClient gateway, Consumer<String> progress) {
        this.gateway = gateway;
        this.progress = progress;
        this.interruption = Interruption.runs(this::cancel);
    }

    /** The request was answered: this is the task. Empty if it made none. */
    void made(String id) {
        taskId.complete(id);
    }

    @Override
    public void close() {
        interruption.close();
        taskId.complete(NONE); // the request failed: nobody need wait for its answer
    }

    private void cancel() {
        progress.accept("interrupted: cancelling");
        try {
            String id = taskId.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (!id.equals(NONE)) {
                RemoteTask task = new RemoteTask(gateway.post("/tasks/" + id + "/cancel", Json.object()));
                progress.accept("task %s %s".formatted(id, outcome(task)));
            }
        } catch (TimeoutException e) {
            progress.accept("no answer for %d s: what was asked for may go on; task list, app versions show it"
                    .formatted(PATIENCE.toSeconds()));
        } catch (CliException e) {
            progress.accept("the task goes on: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nothing makes it fail", e);
        }
    }

    private static String outcome(RemoteTask task) {
        return task.isCompleted() ? "had been completed already" : "is cancelled";
    }
}
