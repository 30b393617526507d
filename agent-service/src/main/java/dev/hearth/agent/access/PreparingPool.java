package dev.hearth.agent.access;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;
import java.util.List;

/** The pool of connections to PostgreSQL. Each prepares every statement once. */
@Singleton
public class PreparingPool implements PgPoolCreator {
    @Override
    public Pool create(Input input) {
        List<PgConnectOptions> servers = input.pgConnectOptionsList();
        // The client's own filter leaves long statements out, and a step of a turn is one: it would be parsed and
        // planned
        // each time, one round trip more.
        servers.forEach(server -> server.setPreparedStatementCacheSqlFilter(_ -> true));
        return PgBuilder.pool()
                .with(input.poolOptions())
                .connectingTo(List.<SqlConnectOptions>copyOf(servers))
                .using(input.vertx())
                .build();
    }
}
