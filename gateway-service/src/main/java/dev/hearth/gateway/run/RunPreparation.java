package dev.hearth.gateway.run;

import dev.hearth.gateway.catalog.AppCatalog;
import dev.hearth.gateway.catalog.AppReference;
import dev.hearth.gateway.catalog.FunctionFiles;
import dev.hearth.gateway.catalog.ResolvedFunction;
import dev.hearth.gateway.file.FileUris;
import dev.hearth.gateway.http.Requirement;
import dev.hearth.gateway.scheduler.SchedulerClient;
import dev.hearth.gateway.secret.SecretSet;
import dev.hearth.gateway.secret.TeamSecrets;
import dev.hearth.gateway.team.Caller;
import dev.hearth.ids.TaskId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a complete task of what a caller asks for, or says why there will be none. Every call passes here, whichever edge
 * it came by: references, visibility, requirements, setup defaults, files of the input, sessions.
 */
@ApplicationScoped
public class RunPreparation {
    private final RunSessions sessions;
    private final TeamSecrets secrets;
    private final FileUris files;
    private final RunConfig config;

    public RunPreparation(
            AppCatalog catalog, TeamSecrets secrets, FileUris files, SchedulerClient scheduler, RunConfig config) {
        this.sessions = new RunSessions(catalog, scheduler);
        this.secrets = secrets;
        this.files = files;
        this.config = config;
    }

    /**
     * @param fromPath the app that a path names, for a request that names none
     * @param id the task's
     */
    Uni<PreparedRun> prepare(
            Caller caller, RunRequest request, @Nullable AppReference fromPath, TaskId id, Provenance from) {
        return sessions.resolve(caller, request, RunTarget.of(request, fromPath))
                .chain(target -> prepared(caller, request, target, id, from));
    }

    /** What this team would have to set before it can call the function. */
    Uni<List<Requirement>> unmet(Caller caller, ResolvedFunction function) {
        return function.needs().isEmpty()
                ? Uni.createFrom().item(List.of())
                : secrets.of(caller.team()).map(known -> TaskSpecs.unmet(function, known));
    }

    private Uni<PreparedRun> prepared(
            Caller caller, RunRequest request, RunTarget.Resolved target, TaskId id, Provenance from) {
        ResolvedFunction function = target.function();
        if (function.secretNames().isEmpty() && function.needs().isEmpty()) {
            return specified(caller, request, target, SecretSet.NONE, id, from);
        }
        return secrets.of(caller.team())
                .invoke(known -> TaskSpecs.requireMet(function, known))
                .chain(known -> specified(caller, request, target, known, id, from));
    }

    private Uni<PreparedRun> specified(
            Caller caller,
            RunRequest request,
            RunTarget.Resolved target,
            SecretSet secretSet,
            TaskId id,
            Provenance from) {
        ResolvedFunction function = target.function();
        return takenIn(caller, request, function).map(input -> {
            long limit = config.maxInput().asLongValue();
            if (input.length > limit) {
                throw RunErrors.inputTooLarge(input.length, limit);
            }
            return new PreparedRun(
                    TaskSpecs.of(caller, request, target, input, secretSet)
                            .setTaskId(id.value())
                            .setAttributes(Attributes.of(request, from))
                            .build(),
                    new FunctionFiles(function.inputFiles(), function.outputFiles()));
        });
    }

    private Uni<byte[]> takenIn(Caller caller, RunRequest request, ResolvedFunction function) {
        return function.inputFiles().isEmpty()
                ? Uni.createFrom().item(request.input())
                : files.takeIn(caller, "input", function.inputFiles(), request.input());
    }
}
