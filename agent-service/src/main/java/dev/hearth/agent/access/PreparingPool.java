package dev.hearth.agent.access;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;
import java.util.List;

/** The pool of connections to PostgreSQL. Each prepares and plans every statement once. */
@Singleton
public class PreparingPool implements PgPoolCreator {
    @Override
    public Pool create(Input input) {
        List<PgConnectOptions> servers = input.pgConnectOptionsList();
        for (PgConnectOptions server : servers) {
            // The client's own filter leaves long statements out, and a step of a turn is one: it would be parsed and
            // planned each time, one round trip more.
            server.setPreparedStatementCacheSqlFilter(_ -> true);
            // PostgreSQL would plan the first five of each again, which costs more than they do; all go by an index.
            server.addProperty("plan_cache_mode", "force_generic_plan");
        }
        return PgBuilder.pool()
                .with(input.poolOptions())
                .connectingTo(List.<SqlConnectOptions>copyOf(servers))
                .using(input.vertx())
                .build();
    }
}
