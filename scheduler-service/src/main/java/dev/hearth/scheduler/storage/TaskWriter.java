package dev.hearth.scheduler.storage;

import dev.hearth.ids.TaskId;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The one that changes task rows, under one epoch. One batch at a time: the caller waits for an outcome before it sends
 * the next. Every outcome is certain: after a lost connection it is read back before it is told.
 *
 * <p>Owned by the leader's thread.
 */
public final class TaskWriter implements BatchWriter {
    private static final Logger LOG = Logger.getLogger(TaskWriter.class);
    private static final String READ_BACK = "select id, version from task where id = any($1)";

    private final WriterConnection connections;
    private final LeaseRow lease;
    private final String pool;
    private final long epoch;
    private PgConnection connection;

    public TaskWriter(WriterConnection connections, LeaseRow lease, String pool, long epoch, PgConnection connection) {
        this.connections = connections;
        this.lease = lease;
        this.pool = pool;
        this.epoch = epoch;
        this.connection = connection;
    }

    /**
     * What became of a batch.
     *
     * @param changed the rows written; a row in neither set differed from what the change expected
     * @param unstorable rows whose values the database refuses
     */
    public record Written(Set<TaskId> changed, Set<TaskId> unstorable) {
        public Written {
            changed = Set.copyOf(changed);
            unstorable = Set.copyOf(unstorable);
        }

        Written plus(Written other) {
            Set<TaskId> allChanged = new HashSet<>(changed);
            allChanged.addAll(other.changed);
            Set<TaskId> allUnstorable = new HashSet<>(unstorable);
            allUnstorable.addAll(other.unstorable);
            return new Written(allChanged, allUnstorable);
        }
    }

    /**
     * Writes a batch, at most one change a task. Fails with {@link DeposedException} when another replica leads, with
     * anything else when the store is away and the outcome could not be learned.
     *
     * @param firstSeq number of the first event; the others follow
     */
    @Override
    public Future<Written> write(List<TaskChange> changes, long firstSeq) {
        return execute(changes, firstSeq).recover(failure -> {
            if (isDataError(failure)) {
                return bisect(changes, firstSeq, failure);
            }
            if (failure instanceof DeposedException) {
                return Future.failedFuture(failure);
            }
            LOG.warnf("outcome of a batch of %d is unknown, reading back: %s", changes.size(), failure.toString());
            return reopen().compose(ignored -> readBack(changes, firstSeq));
        });
    }

    /** Closes the connection; what was not answered yet fails. */
    @Override
    public Future<Void> close() {
        return connection.close();
    }

    private Future<Written> execute(List<TaskChange> changes, long firstSeq) {
        BatchStatement statement = BatchStatement.of(pool, epoch, changes, firstSeq);
        return connection
                .preparedQuery(statement.sql())
                .execute(statement.parameters())
                .compose(rows -> {
                    Row row = rows.iterator().next();
                    if (!row.getBoolean("held")) {
                        return Future.failedFuture(new DeposedException("epoch " + epoch + " is over"));
                    }
                    Set<TaskId> changed = new HashSet<>();
                    for (String id : row.getArrayOfStrings("changed")) {
                        changed.add(new TaskId(id));
                    }
                    return Future.succeededFuture(new Written(changed, Set.of()));
                });
    }

    private Future<Written> bisect(List<TaskChange> changes, long firstSeq, Throwable failure) {
        if (changes.size() == 1) {
            TaskId id = changes.getFirst().task().id();
            LOG.warnf("task %s cannot be stored: %s", id, failure.getMessage());
            return Future.succeededFuture(new Written(Set.of(), Set.of(id)));
        }
        int half = changes.size() / 2;
        return write(changes.subList(0, half), firstSeq)
                .compose(first -> write(changes.subList(half, changes.size()), firstSeq + half)
                        .map(first::plus));
    }

    private Future<Void> reopen() {
        int lostPid = connection.processId();
        connection.close();
        return connections.open().compose(fresh -> {
            connection = fresh;
            return lease.endBackend(fresh, lostPid)
                    .compose(ignored -> lease.moveTo(fresh, epoch))
                    .compose(ours -> ours
                            ? Future.<Void>succeededFuture()
                            : Future.failedFuture(new DeposedException("epoch " + epoch + " is over")));
        });
    }

    private Future<Written> readBack(List<TaskChange> changes, long firstSeq) {
        String[] ids =
                changes.stream().map(change -> change.task().id().value()).toArray(String[]::new);
        return connection
                .preparedQuery(READ_BACK)
                .execute(Tuple.tuple().addArrayOfString(ids))
                .compose(rows -> {
                    Map<String, Long> versions = new HashMap<>();
                    rows.forEach(row -> versions.put(row.getString("id"), row.getLong("version")));
                    Set<TaskId> changed = new HashSet<>();
                    for (TaskChange change : changes) {
                        Long stored = versions.get(change.task().id().value());
                        if (stored != null && stored == change.version()) {
                            changed.add(change.task().id());
                        }
                    }
                    // One statement: all of it is there, or none.
                    return changed.isEmpty()
                            ? execute(changes, firstSeq)
                            : Future.succeededFuture(new Written(changed, Set.of()));
                });
    }

    private static boolean isDataError(Throwable failure) {
        // Class 22 data exception, 23 integrity, 54 program limit exceeded.
        return failure instanceof PgException error
                && error.getSqlState() != null
                && (error.getSqlState().startsWith("22")
                        || error.getSqlState().startsWith("23")
                        || error.getSqlState().startsWith("54"));
    }
}
