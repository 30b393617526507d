package dev.hearth.scheduler.leader;

import dev.hearth.scheduler.session.Session;
import dev.hearth.scheduler.storage.SessionRows;
import dev.hearth.scheduler.task.TaskErrors;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Pool;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import org.jboss.logging.Logger;

/**
 * Stores what was decided of sessions apart from their calls, many at once, between two batches of the ledger. What could
 * not be stored is kept to be tried again: the decision stands. Owned by the leader's thread.
 */
final class SessionStore {
    private static final Logger LOG = Logger.getLogger(SessionStore.class);

    private final Writer writer;
    private final Between between;
    private Map<LiveSession, Promise<Void>> dirty = new LinkedHashMap<>();
    private final Set<LiveSession> unsaved = new LinkedHashSet<>();
    private boolean busy;

    SessionStore(Writer writer, Between between) {
        this.writer = writer;
        this.between = between;
    }

    /** Writes rows of sessions under the leader's epoch. */
    interface Writer {
        Future<Void> write(List<Session> sessions);
    }

    /** Runs a statement between two batches. */
    interface Between {
        Future<Void> run(LongFunction<Future<Void>> statement);
    }

    static Writer rows(Pool pool, String poolName, long epoch) {
        return sessions -> SessionRows.write(pool, poolName, epoch, sessions);
    }

    /** Stores what the session is now, and whatever it becomes until then. */
    Future<Void> store(LiveSession live) {
        unsaved.remove(live);
        Promise<Void> promise = dirty.computeIfAbsent(live, ignored -> Promise.promise());
        if (!busy) {
            busy = true;
            between.run(seq -> flush());
        }
        return promise.future();
    }

    boolean isSaved(LiveSession live) {
        return !dirty.containsKey(live) && !unsaved.contains(live);
    }

    /** What could not be stored, to be stored again. */
    List<LiveSession> takeUnsaved() {
        List<LiveSession> taken = List.copyOf(unsaved);
        unsaved.clear();
        return taken;
    }

    /** Stores nothing more; what waits fails. */
    void close() {
        List.copyOf(dirty.values()).forEach(promise -> promise.tryFail(TaskErrors.unavailable()));
        unsaved.clear();
    }

    private Future<Void> flush() {
        Map<LiveSession, Promise<Void>> batch = dirty;
        dirty = new LinkedHashMap<>();
        List<Session> sessions =
                batch.keySet().stream().map(LiveSession::session).toList();
        return writer.write(sessions).onComplete(done -> {
            busy = false;
            if (done.failed()) {
                LOG.warnf(
                        "%d sessions could not be stored: %s",
                        sessions.size(), done.cause().toString());
                unsaved.addAll(batch.keySet());
            }
            batch.values().forEach(promise -> {
                if (done.succeeded()) {
                    promise.tryComplete();
                } else {
                    promise.tryFail(TaskErrors.unavailable());
                }
            });
            if (!dirty.isEmpty() && !busy) {
                busy = true;
                between.run(seq -> flush());
            }
        });
    }
}
