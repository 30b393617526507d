package dev.hearth.agent.turn;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.pgclient.PgConnection;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Notices between processes, through PostgreSQL's LISTEN and NOTIFY. They are sent after the commit they speak of, folded
 * while one is under way, and not at all by a process that knows to be alone; one connection of the pool listens. Safe for
 * any thread.
 */
@ApplicationScoped
class Notices {
    private static final Logger LOG = Logger.getLogger(Notices.class);
    private static final String CHANNEL = "hearth_agent";
    private static final String NOTIFY = "select pg_notify('" + CHANNEL + "', n) from unnest($1::text[]) n";
    private static final long RECONNECT_MILLIS = 500;
    private static final int MAX_WAITING = 10_000;

    private final Pool pool;
    private final Vertx vertx;
    private final ProcessName self;
    private final List<Consumer<Notice>> listeners = new CopyOnWriteArrayList<>();
    private final Peers peers = new Peers(System::nanoTime);
    private final Set<String> waiting = new LinkedHashSet<>();
    private boolean sending;
    private volatile boolean stopped;
    private volatile boolean away;
    private volatile @Nullable PgConnection connection;

    Notices(Pool pool, Vertx vertx, ProcessName self) {
        this.pool = pool;
        this.vertx = vertx;
        this.self = self;
    }

    void start(@Observes StartupEvent event) {
        listen();
        vertx.setPeriodic(Peers.EVERY.toMillis(), _ -> sayThere(false));
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        PgConnection open = connection;
        if (open != null) {
            open.closeAndForget();
        }
    }

    /** From now on the listener hears what other processes send. It must not block. */
    void subscribe(Consumer<Notice> listener) {
        listeners.add(listener);
    }

    /** Tells the other processes, if there are any, soon. */
    void send(Notice notice) {
        if (peers.mayListen()) {
            sendAnyway(notice);
        }
    }

    private void sayThere(boolean asks) {
        if (!stopped) {
            sendAnyway(new Notice.ProcessThere(asks));
        }
    }

    private void sendAnyway(Notice notice) {
        synchronized (waiting) {
            if (waiting.size() < MAX_WAITING) {
                waiting.add(notice.text(self));
            }
            if (sending) {
                return;
            }
            sending = true;
        }
        sendWaiting();
    }

    private void sendWaiting() {
        List<String> texts;
        synchronized (waiting) {
            texts = new ArrayList<>(waiting);
            waiting.clear();
            sending = !texts.isEmpty();
        }
        if (!texts.isEmpty()) {
            pool.preparedQuery(NOTIFY)
                    .execute(Tuple.of((Object) texts.toArray(String[]::new)))
                    .subscribe()
                    .with(_ -> sendWaiting(), failure -> {
                        LOG.warnf("notices were not sent: count=%d reason=%s", texts.size(), failure.toString());
                        sendWaiting();
                    });
        }
    }

    void listen() {
        if (stopped) {
            return;
        }
        pool.getConnection()
                .map(PgConnection::cast)
                .call(this::listenOn)
                .subscribe()
                .with(this::listening, failure -> {
                    if (!away) {
                        LOG.warnf("cannot listen for notices and will try on: reason=%s", failure.toString());
                    }
                    away = true;
                    listenLater();
                });
    }

    private void listening(PgConnection open) {
        connection = open;
        peers.asked();
        sayThere(true);
        if (away) {
            LOG.info("notices are heard again");
        }
        away = false;
    }

    private Uni<?> listenOn(PgConnection open) {
        open.notificationHandler(notification -> heard(notification.getPayload()));
        open.closeHandler(this::listenLater);
        return open.query("listen " + CHANNEL).execute().onFailure().call(open::close);
    }

    private void listenLater() {
        connection = null;
        peers.deaf();
        if (!stopped) {
            vertx.setTimer(RECONNECT_MILLIS, _ -> listen());
        }
    }

    private void heard(String text) {
        Notice.of(text).filter(heard -> !heard.sender().equals(self)).ifPresent(heard -> {
            peers.heard(heard.sender());
            if (heard.notice() instanceof Notice.ProcessThere(boolean asks) && asks) {
                sayThere(false);
            }
            listeners.forEach(listener -> listener.accept(heard.notice()));
        });
    }
}
