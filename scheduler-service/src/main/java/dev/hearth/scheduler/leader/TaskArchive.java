package dev.hearth.scheduler.leader;

import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import dev.hearth.scheduler.relay.CommittedEvent;
import dev.hearth.scheduler.relay.TaskEventJson;
import dev.hearth.scheduler.storage.KeyedTask;
import dev.hearth.scheduler.storage.TaskDeleter;
import dev.hearth.scheduler.storage.TaskReader;
import dev.hearth.scheduler.task.TaskErrors;
import dev.hearth.scheduler.task.TaskView;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** Tasks as the tables hold them. Reading needs no leader; deleting does. */
final class TaskArchive {
    private final Pool pool;
    private final Pool duties;
    private final String poolName;
    private final long epoch;
    private final TaskEventJson events;
    private final Consumer<CommittedEvent> relay;

    /**
     * Ways to the tables.
     *
     * @param duties for what the ledger waits for
     */
    record Access(Pool readers, Pool duties) {}

    TaskArchive(Access access, String poolName, long epoch, TaskEventJson events, Consumer<CommittedEvent> relay) {
        this.pool = access.readers();
        this.duties = access.duties();
        this.poolName = poolName;
        this.epoch = epoch;
        this.events = events;
        this.relay = relay;
    }

    /** The stored task with its logs; fails when there is none, or another team's. */
    Future<TaskView> find(TaskId id, Optional<TeamId> team) {
        return find(pool, id, team);
    }

    static Future<TaskView> find(Pool pool, TaskId id, Optional<TeamId> team) {
        return TaskReader.find(pool, id).compose(found -> {
            if (found.isEmpty()
                    || (team.isPresent()
                            && !team.get().equals(found.get().task().spec().team()))) {
                return Future.failedFuture(TaskErrors.notFound(id));
            }
            return TaskReader.logs(pool, id)
                    .map(logs -> TaskView.of(found.get().task(), found.get().version(), logs));
        });
    }

    /** Whether a result of this attempt is what ended the task. */
    Future<Boolean> isCommitted(TaskId id, int attempt) {
        return TaskReader.find(pool, id)
                .map(found -> found.filter(stored -> stored.task().status().isFinal()
                                && stored.task().attempt() == attempt
                                && stored.task().engine() != null)
                        .isPresent());
    }

    /** What became of earlier submissions; an idempotency key counts for this long. */
    Submissions.Earlier earlier(Duration kept) {
        return new Submissions.Earlier() {
            @Override
            public Future<Optional<KeyedTask>> find(TeamId team, String key) {
                return TaskReader.keyed(pool, team, key, kept);
            }

            @Override
            public Future<Boolean> isThere(TaskId id, TeamId team) {
                return TaskReader.find(pool, id)
                        .map(found -> found.filter(
                                        stored -> stored.task().spec().team().equals(team))
                                .isPresent());
            }
        };
    }

    Future<Void> delete(TaskView view, long seq, Instant now) {
        long version = view.version() + 1;
        var event = events.deleted(view.task(), version, now);
        return TaskDeleter.delete(duties, poolName, epoch, view.task(), seq, version, event)
                .compose(deleted -> {
                    if (!deleted) {
                        return Future.failedFuture(
                                TaskErrors.notFound(view.task().id()));
                    }
                    relay.accept(new CommittedEvent(seq, view.task().id(), event));
                    return Future.succeededFuture();
                });
    }
}
