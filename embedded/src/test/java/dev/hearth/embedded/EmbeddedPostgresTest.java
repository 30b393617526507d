package dev.hearth.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    private static final String PASSWORD = "password-of-the-superuser";

    @TempDir
    Path folder;

    private PostgresCluster cluster;
    private int port;

    @BeforeEach
    void makeCluster() throws Exception {
        PostgresUser.openToOthers(folder);
        cluster = PostgresCluster.durable(folder.resolve("postgres"));
        port = FreePorts.find(1).getFirst();
    }

    @Test
    void keepsDataOverARestart() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(cluster, port, PASSWORD)) {
            execute(postgres, "create table kept (n int)", "insert into kept values (42)");
        }

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(cluster, port, PASSWORD)) {
            assertThat(number(postgres, "select n from kept")).isEqualTo(42);
        }
    }

    @Test
    void keepsCommittedDataOverAKill() throws Exception {
        EmbeddedPostgres killed = EmbeddedPostgres.start(cluster, port, PASSWORD);
        execute(killed, "create table kept (n int)", "insert into kept values (42)");
        killed.process().destroyForcibly();
        killed.process().onExit().get(10, TimeUnit.SECONDS);

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(cluster, port, PASSWORD)) {
            assertThat(number(postgres, "select n from kept")).isEqualTo(42);
        }
    }

    @Test
    void replacesAServerThatIsStillRunningOnTheSameData() throws Exception {
        EmbeddedPostgres left = EmbeddedPostgres.start(cluster, port, PASSWORD);

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(cluster, port, PASSWORD)) {
            assertThat(left.process().isAlive()).isFalse();
            assertThat(number(postgres, "select 1")).isEqualTo(1);
        }
    }

    @Test
    void startsThoughAnotherProgramHasTheNumberInTheOldPidFile() throws Exception {
        EmbeddedPostgres.start(cluster, port, PASSWORD).close();
        Files.writeString(
                folder.resolve("postgres/data/postmaster.pid"),
                ProcessHandle.current().pid() + "\n" + folder.resolve("postgres/data") + "\n1\n1\n\n*\n\nready\n");

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(cluster, port, PASSWORD)) {
            assertThat(number(postgres, "select 1")).isEqualTo(1);
        }
    }

    @Test
    void asksForThePassword() {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(cluster, port, PASSWORD)) {
            DatabaseAddress wrong = postgres.address().as("postgres", "wrong");

            assertThatThrownBy(wrong::connect).isInstanceOf(SQLException.class).hasMessageContaining("authentication");
        }
    }

    @Test
    void neverRunsAsRoot() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(cluster, port, PASSWORD)) {
            Object uid = Files.getAttribute(
                    Path.of("/proc", Long.toString(postgres.process().pid())), "unix:uid");

            assertThat(uid).isNotEqualTo(0);
        }
    }

    @Test
    void saysWhichFolderPostgresCannotEnter() throws Exception {
        org.junit.jupiter.api.Assumptions.assumeTrue(PostgresUser.current() == PostgresUser.DEDICATED);
        Path closed = Files.createDirectory(folder.resolve("closed"));
        Files.setPosixFilePermissions(closed, java.util.Set.of());

        assertThatThrownBy(() -> PostgresCluster.durable(closed.resolve("postgres")))
                .hasMessageContaining(closed.toString());
    }

    private static void execute(EmbeddedPostgres postgres, String... statements) throws SQLException {
        try (Connection connection = postgres.address().connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static int number(EmbeddedPostgres postgres, String query) throws SQLException {
        try (Connection connection = postgres.address().connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getInt(1);
        }
    }
}
