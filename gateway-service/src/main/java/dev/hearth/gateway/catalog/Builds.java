package dev.hearth.gateway.catalog;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.gateway.scheduler.SchedulerClient;
import dev.hearth.gateway.scheduler.TaskWatcher;
import dev.hearth.gateway.storage.FreshContext;
import dev.hearth.ids.AppId;
import dev.hearth.ids.AppVersionId;
import dev.hearth.proto.v1.GetTaskRequest;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskStatus;
import dev.hearth.proto.v1.TaskUpdate;
import dev.hearth.proto.v1.WatchOptions;
import dev.hearth.proto.v1.WatchRequest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Builds that are under way: submitted, followed to their end, and then settled. Safe for any thread. */
@ApplicationScoped
class Builds {
    private static final Logger LOG = Logger.getLogger(Builds.class);

    private final SchedulerClient scheduler;
    private final Settlement settlement;
    private final FreshContext context;
    private final Duration limit;
    private final Set<AppVersionId> followed = ConcurrentHashMap.newKeySet();

    Builds(SchedulerClient scheduler, Settlement settlement, FreshContext context, CatalogConfig config) {
        this.scheduler = scheduler;
        this.settlement = settlement;
        this.context = context;
        this.limit = config.buildLimit();
    }

    /**
     * Submits a build and begins to follow it. A scheduler that is away is no failure: the version waits, and the sweep
     * submits it later.
     */
    Uni<Void> start(VersionRow version) {
        return scheduler
                .submit(BuildTask.of(version, limit))
                .invoke(() -> follow(version))
                .replaceWithVoid()
                .onFailure(Builds::isPassing)
                .recoverWithUni(failure -> {
                    LOG.warnf("build of version %s is submitted later: %s", version.id, failure.getMessage());
                    return Uni.createFrom().voidItem();
                })
                .onFailure(ServiceException.class)
                .call(failure -> settlement.refuse(new AppVersionId(version.id), failure.getMessage()));
    }

    /** Brings a version further whose build may have ended, or was never submitted. */
    Uni<Void> resume(VersionRow version) {
        if (followed.contains(new AppVersionId(version.id))) {
            return Uni.createFrom().voidItem();
        }
        GetTaskRequest request = GetTaskRequest.newBuilder()
                .setTaskId(version.buildTaskId)
                .setTeamId(version.teamId)
                .build();
        return scheduler
                .getTask(request)
                .chain(task -> {
                    if (isFinal(task.getStatus())) {
                        return settle(version, task);
                    }
                    follow(version);
                    return Uni.createFrom().voidItem();
                })
                .onFailure(Builds::isUnknownTask)
                .recoverWithUni(() -> start(version));
    }

    private void follow(VersionRow version) {
        AppVersionId id = new AppVersionId(version.id);
        if (!followed.add(id)) {
            return;
        }
        context.run(() -> end(version).chain(task -> settle(version, task)))
                .onTermination()
                .invoke(() -> followed.remove(id))
                .subscribe()
                .with(
                        _ -> {},
                        failure -> LOG.warnf(
                                "build of version %s is no longer followed, a sweep will settle it: %s",
                                version.id, failure.getMessage()));
    }

    private Uni<Task> end(VersionRow version) {
        WatchRequest request = WatchRequest.newBuilder()
                .setTaskId(version.buildTaskId)
                .setTeamId(version.teamId)
                .setOptions(WatchOptions.newBuilder().setOmitInput(true))
                .build();
        return Uni.createFrom().emitter(emitter -> scheduler.watch(request, new EndWatcher(emitter)));
    }

    private Uni<Void> settle(VersionRow version, Task task) {
        return context.run(() -> settlement.settle(new AppId(version.appId), new AppVersionId(version.id), task));
    }

    private static boolean isPassing(Throwable failure) {
        return !(failure instanceof ServiceException error) || error.code() == ErrorCode.UNAVAILABLE;
    }

    private static boolean isUnknownTask(Throwable failure) {
        return failure instanceof ServiceException error && error.code() == ErrorCode.NOT_FOUND;
    }

    private static boolean isFinal(TaskStatus status) {
        return switch (status) {
            case TASK_STATUS_COMPLETED, TASK_STATUS_FAILED, TASK_STATUS_CANCELLED -> true;
            case TASK_STATUS_UNSPECIFIED,
                    TASK_STATUS_RECEIVED,
                    TASK_STATUS_QUEUED,
                    TASK_STATUS_DISPATCHED,
                    TASK_STATUS_PREPARING,
                    TASK_STATUS_SERVING,
                    TASK_STATUS_SETTING_UP,
                    TASK_STATUS_RUNNING,
                    TASK_STATUS_CANCELLING,
                    TASK_STATUS_UPLOADING,
                    UNRECOGNIZED -> false;
        };
    }

    /** Waits for the last message of a watch. */
    private record EndWatcher(UniEmitter<? super Task> emitter) implements TaskWatcher {
        @Override
        public void updated(TaskUpdate update) {
            if (update.hasFinal()) {
                emitter.complete(update.getFinal());
            }
        }

        @Override
        public void failed(Throwable failure) {
            emitter.fail(failure);
        }
    }
}
