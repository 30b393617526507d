package dev.hearth.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceStoresTest {
    @Test
    void letsTheServiceWorkInItsOwnSchema() throws Exception {
        try (ServiceStores stores = ServiceStores.fresh("scheduler");
                Connection connection = stores.database().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create table task (id text)");

            try (ResultSet rows =
                    statement.executeQuery("select 'task'::regclass::oid, current_schema(), current_user")) {
                rows.next();
                assertThat(rows.getString(2)).isEqualTo("scheduler");
                assertThat(rows.getString(3)).isEqualTo("hearth_scheduler");
            }
        }
    }

    @Test
    void keepsServicesApart() throws Exception {
        try (ServiceStores scheduler = ServiceStores.fresh("scheduler")) {
            DatabaseAddress files = ServiceDatabase.provision(
                            scheduler.asSuperuser(),
                            scheduler.database().database(),
                            "files",
                            "password-of-the-files-service")
                    .address();
            execute(scheduler.database(), "create table task (id text)");

            assertThatThrownBy(() -> execute(files, "select * from scheduler.task"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void givesEveryUserADatabaseOfItsOwn() {
        try (ServiceStores one = ServiceStores.fresh("files");
                ServiceStores other = ServiceStores.fresh("files")) {
            assertThat(one.database().database()).isNotEqualTo(other.database().database());
            assertThat(one.topicPrefix()).isNotEqualTo(other.topicPrefix());
        }
    }

    @Test
    void namesEverythingAsAServiceReadsIt() {
        TestStores resource = new TestStores();
        resource.init(Map.of("service", "scheduler"));

        Map<String, String> settings = resource.start();

        resource.stop();
        assertThat(settings)
                .containsKeys(
                        "HEARTH_DB_HOST",
                        "HEARTH_DB_PORT",
                        "HEARTH_DB_NAME",
                        "HEARTH_DB_USER",
                        "HEARTH_DB_PASSWORD",
                        "HEARTH_KAFKA",
                        "HEARTH_TOPIC_PREFIX",
                        "HEARTH_INTERNAL_KEY");
    }

    @Test
    void readsTheAddressItWrites() {
        DatabaseAddress address = new DatabaseAddress("127.0.0.1", 5433, "hearth", "postgres", "p@ss:/ word");

        assertThat(DatabaseAddress.parse(address.toUrl())).isEqualTo(address);
    }

    private static void execute(DatabaseAddress address, String sql) throws SQLException {
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
