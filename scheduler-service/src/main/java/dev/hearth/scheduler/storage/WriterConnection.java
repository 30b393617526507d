package dev.hearth.scheduler.storage;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.util.Map;

/**
 * Opens connections of the leader's own, apart from the pool: their callbacks run on the caller's context, and their
 * backend can be ended by a successor.
 */
public final class WriterConnection {
    private static final int DUTIES = 3;

    private final Vertx vertx;
    private final PgConnectOptions options;

    public WriterConnection(Vertx vertx, StoreConfig store) {
        this.vertx = vertx;
        this.options = new PgConnectOptions()
                .setHost(store.host())
                .setPort(store.port())
                .setDatabase(store.name())
                .setUser(store.user())
                .setPassword(store.password())
                .setCachePreparedStatements(true)
                // The client's own filter leaves long statements out, and the batch is one: it was parsed and planned
                // each time.
                .setPreparedStatementCacheSqlFilter(sql -> true)
                .setPreparedStatementCacheMaxSize(64)
                .setConnectTimeout(2_000)
                .setTcpKeepAlive(true)
                // The batch is small beside its table, whatever the statistics say: always by index, planned once.
                .setProperties(Map.of(
                        "application_name", "hearth-scheduler-writer",
                        "search_path", "scheduler",
                        "plan_cache_mode", "force_generic_plan",
                        "enable_seqscan", "off",
                        "enable_hashjoin", "off",
                        "enable_mergejoin", "off",
                        "jit", "off",
                        "statement_timeout", "10000"));
    }

    /**
     * A few connections for what the leader has to get done beside its batches: its lease, sessions, what streams in. Those
     * that readers share may all be busy with slow lists, and nothing of this may wait for them.
     */
    public Pool duties() {
        PgConnectOptions own = new PgConnectOptions(options);
        own.addProperty("application_name", "hearth-scheduler-leader");
        return PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(DUTIES))
                .connectingTo(own)
                .using(vertx)
                .build();
    }

    public Future<PgConnection> open() {
        return PgConnection.connect(vertx, options);
    }
}
