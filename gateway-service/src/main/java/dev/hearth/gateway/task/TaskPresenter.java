package dev.hearth.gateway.task;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.gateway.catalog.AppCatalog;
import dev.hearth.gateway.catalog.FunctionFiles;
import dev.hearth.gateway.file.FilePositions;
import dev.hearth.gateway.file.FileUris;
import dev.hearth.gateway.file.StoredOutputs;
import dev.hearth.ids.AppVersionId;
import dev.hearth.ids.FileId;
import dev.hearth.ids.TeamId;
import dev.hearth.json.StoredOutput;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskKind;
import dev.hearth.proto.v1.TaskSpec;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Makes a stored task ready to be shown: the files in its payloads get URLs that the client can fetch. */
@ApplicationScoped
public class TaskPresenter {
    private static final Logger LOG = Logger.getLogger(TaskPresenter.class);

    private final AppCatalog catalog;
    private final FileUris files;
    private final StoredOutputs outputs;

    public TaskPresenter(AppCatalog catalog, FileUris files, StoredOutputs outputs) {
        this.catalog = catalog;
        this.files = files;
        this.outputs = outputs;
    }

    /** With its own input. */
    public Uni<ShownTask> show(Task task) {
        return filesOf(task.getSpec())
                .chain(positions -> show(task, task.getSpec().getInput().toByteArray(), positions));
    }

    /** With an input that the task itself does not carry. Completes at once when there are no files. */
    public Uni<ShownTask> show(Task task, byte[] input, FunctionFiles positions) {
        TeamId team = new TeamId(task.getSpec().getTeamId());
        return shown(team, positions.input(), input)
                .chain(in -> shownOutput(task, positions.output())
                        .map(out -> new ShownTask(task, in, out, task.getLogsList())));
    }

    /** As {@link #show(Task)} for one of many: a large output is left to whoever asks for this task alone. */
    public Uni<ShownTask> showInList(Task task) {
        return StoredOutput.fileOf(task.getOutput()).isEmpty()
                ? show(task)
                : show(task.toBuilder().clearOutput().build());
    }

    /** The task's output, wherever it is kept; empty without one. Completes at once when it is here and has no files. */
    public Uni<byte[]> shownOutput(Task task, FilePositions positions) {
        TeamId team = new TeamId(task.getSpec().getTeamId());
        Optional<FileId> file = StoredOutput.fileOf(task.getOutput());
        return file.isEmpty()
                ? shown(team, positions, ShownTask.outputOf(task))
                : outputs.read(team, file.get())
                        .onFailure(TaskPresenter::isGone)
                        .recoverWithItem(() -> withoutOutput(task))
                        .chain(output -> shown(team, positions, output));
    }

    /** Nothing but a deletion by hand ends a file before its task. */
    private static byte[] withoutOutput(Task task) {
        LOG.warnf(
                "a task's output is gone: taskId=%s, file=%s",
                task.getSpec().getTaskId(), task.getOutput().toStringUtf8());
        return ShownTask.NOTHING;
    }

    private static boolean isGone(Throwable failure) {
        return failure instanceof ServiceException error && error.code() == ErrorCode.NOT_FOUND;
    }

    /** The task is deleted: what it alone used goes too. */
    public Uni<Void> forget(Task task) {
        return StoredOutput.fileOf(task.getOutput())
                .map(file -> outputs.delete(new TeamId(task.getSpec().getTeamId()), file))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    /** Where files stand in the payloads of this task's function. */
    public Uni<FunctionFiles> filesOf(TaskSpec spec) {
        boolean ofAnApp = spec.getKind() != TaskKind.TASK_KIND_BUILD
                && !spec.getAppVersionId().isEmpty();
        return ofAnApp
                ? catalog.filesOf(new AppVersionId(spec.getAppVersionId()), spec.getFunction())
                : Uni.createFrom().item(FunctionFiles.NONE);
    }

    /** One payload; completes at once when there are no files. */
    public Uni<byte[]> shown(TeamId team, FilePositions positions, byte[] json) {
        return positions.isEmpty() || json.length == 0
                ? Uni.createFrom().item(json)
                : files.show(team, positions, json);
    }
}
