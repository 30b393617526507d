package dev.hearth.scheduler.leader;

import dev.hearth.ids.SessionId;
import dev.hearth.scheduler.session.Session;
import dev.hearth.scheduler.session.SessionPage;
import dev.hearth.scheduler.storage.SessionRows;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.Optional;

/** Sessions as the tables hold them. Reading needs no leader. */
record StoredSessions(Pool pool) implements Sessions.Reader {
    @Override
    public Future<Optional<Session>> find(SessionId id) {
        return SessionRows.find(pool, id);
    }

    @Override
    public Future<SessionPage> list(SessionPage.Query query) {
        return SessionRows.list(pool, query);
    }
}
