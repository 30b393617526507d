package dev.hearth.gateway.task;

import dev.hearth.gateway.catalog.AppCatalog;
import dev.hearth.gateway.catalog.FunctionFiles;
import dev.hearth.gateway.file.FilePositions;
import dev.hearth.gateway.file.FileUris;
import dev.hearth.ids.AppVersionId;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskKind;
import dev.hearth.proto.v1.TaskSpec;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Makes a stored task ready to be shown: the files in its payloads get URLs that the client can fetch. */
@ApplicationScoped
public class TaskPresenter {
    private final AppCatalog catalog;
    private final FileUris files;

    public TaskPresenter(AppCatalog catalog, FileUris files) {
        this.catalog = catalog;
        this.files = files;
    }

    /** With its own input. */
    public Uni<ShownTask> show(Task task) {
        return filesOf(task.getSpec())
                .chain(positions -> show(task, task.getSpec().getInput().toByteArray(), positions));
    }

    /** With an input that the task itself does not carry. Completes at once when there are no files. */
    public Uni<ShownTask> show(Task task, byte[] input, FunctionFiles positions) {
        TeamId team = new TeamId(task.getSpec().getTeamId());
        byte[] output = ShownTask.outputOf(task);
        return shown(team, positions.input(), input)
                .chain(in -> shown(team, positions.output(), output)
                        .map(out -> new ShownTask(task, in, out, task.getLogsList())));
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
