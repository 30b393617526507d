package dev.hearth.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.agent.testing.AgentServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MigrationTest extends AgentServiceTest {
    @Inject
    Pool pool;

    @Test
    void makesTheTablesInTheServicesOwnSchema() {
        long tables = pool.query("select count(*) from pg_tables where schemaname = 'agent'")
                .execute()
                .map(rows -> rows.iterator().next().getLong(0))
                .await()
                .atMost(Duration.ofSeconds(10));

        assertThat(tables).isGreaterThanOrEqualTo(8);
    }
}
