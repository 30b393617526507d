package dev.hearth.gateway.run;

import com.google.protobuf.UnsafeByteOperations;
import dev.hearth.gateway.catalog.FunctionFiles;
import dev.hearth.gateway.task.ShownTask;
import dev.hearth.gateway.task.TaskPresenter;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.proto.v1.TaskUpdate;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Tasks as services see them: payloads as an HTTP client has them, our own files by their URL, stored outputs read back. */
@ApplicationScoped
public class ShownToServices {
    private final TaskPresenter presenter;

    public ShownToServices(TaskPresenter presenter) {
        this.presenter = presenter;
    }

    Uni<FunctionFiles> filesOf(TaskSpec spec) {
        return presenter.filesOf(spec);
    }

    Uni<Task> whole(Task task) {
        return presenter.show(task).map(ShownToServices::toMessage);
    }

    /** For whoever made the task and knows what was put in. */
    Uni<Task> withoutInput(Task task) {
        TaskSpec spec = task.getSpec().toBuilder().clearInput().clearSetup().build();
        return whole(task.toBuilder().setSpec(spec).build());
    }

    /** One update of a task whose description is known. Completes at once when there are no files. */
    Uni<TaskUpdate> update(TaskUpdate update, TaskSpec spec, FunctionFiles files) {
        return switch (update.getUpdateCase()) {
            case SNAPSHOT ->
                task(update.getSnapshot(), files)
                        .map(task -> TaskUpdate.newBuilder().setSnapshot(task).build());
            case FINAL ->
                task(update.getFinal(), files)
                        .map(task -> TaskUpdate.newBuilder().setFinal(task).build());
            case OUTPUT -> {
                Task partial = Task.newBuilder()
                        .setSpec(spec)
                        .setOutput(update.getOutput().getOutput())
                        .build();
                yield presenter.shownOutput(partial, files.output()).map(output -> {
                    TaskUpdate.Builder told = update.toBuilder();
                    told.getOutputBuilder().setOutput(UnsafeByteOperations.unsafeWrap(output));
                    return told.build();
                });
            }
            case STATUS, LOG, UPDATE_NOT_SET -> Uni.createFrom().item(update);
        };
    }

    private Uni<Task> task(Task task, FunctionFiles files) {
        return presenter
                .show(task, task.getSpec().getInput().toByteArray(), files)
                .map(ShownToServices::toMessage);
    }

    private static Task toMessage(ShownTask shown) {
        Task.Builder task = shown.task().toBuilder();
        task.getSpecBuilder().setInput(UnsafeByteOperations.unsafeWrap(shown.input()));
        if (shown.output().length == 0) {
            task.clearOutput();
        } else {
            task.setOutput(UnsafeByteOperations.unsafeWrap(shown.output()));
        }
        return task.build();
    }
}
