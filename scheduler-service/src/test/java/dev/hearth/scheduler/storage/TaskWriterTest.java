package dev.hearth.scheduler.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.hearth.embedded.ServiceStores;
import dev.hearth.ids.EngineId;
import dev.hearth.ids.WorkerId;
import dev.hearth.scheduler.task.Task;
import dev.hearth.scheduler.task.TaskEvent;
import dev.hearth.scheduler.task.TaskSpec;
import dev.hearth.scheduler.task.TaskStatus;
import dev.hearth.scheduler.testing.LossyLine;
import dev.hearth.scheduler.testing.TaskSpecs;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TaskWriterTest {
    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final String POOL = "tested";

    private static ServiceStores stores;
    private static Vertx vertx;
    private static WriterConnection connections;

    private final LeaseRow lease = new LeaseRow(POOL);
    private PgConnection connection;
    private long epoch;
    private long nextSeq;

    @BeforeAll
    static void migrate() {
        stores = ServiceStores.fresh("scheduler");
        var address = stores.database();
        Flyway.configure()
                .dataSource(
                        "jdbc:postgresql://%s:%d/%s".formatted(address.host(), address.port(), address.database()),
                        address.user(),
                        address.password())
                .schemas("scheduler")
                .load()
                .migrate();
        vertx = Vertx.vertx();
        connections = new WriterConnection(
                vertx,
                new Address(address.host(), address.port(), address.database(), address.user(), address.password()));
    }

    @AfterAll
    static void close() {
        stores.close();
        vertx.close();
    }

    @BeforeEach
    void lead() throws Exception {
        connection = get(connections.open());
        get(connection
                .preparedQuery(
                        "update leader_lease set expires_at = clock_timestamp() - interval '1 s' where pool = $1")
                .execute(Tuple.of(POOL)));
        epoch = get(lease.take(connection, "me", "here", LEASE, get(lease.read(connection))))
                .orElseThrow();
        get(Partitions.ensure(connection, LocalDate.now(ZoneOffset.UTC)));
        nextSeq = get(TaskReader.lastSeq(connection)) + 1;
    }

    @AfterEach
    void disconnect() {
        connection.close();
    }

    @Test
    void writesRowPayloadsAndEventInOneStatement() throws Exception {
        Task task = received();

        TaskWriter.Written written = write(writer(), change(task, null, 1));

        assertThat(written.changed()).containsExactly(task.id());
        StoredTask stored = get(TaskReader.find(connection, task.id())).orElseThrow();
        assertThat(stored.task().spec()).isEqualTo(task.spec());
        assertThat(stored.task().transitions()).isEqualTo(task.transitions());
        assertThat(stored.version()).isEqualTo(1);
    }

    @Test
    void aRowThatDiffersFromWhatWasExpectedIsLeftAlone() throws Exception {
        Task task = received();
        write(writer(), change(task, null, 1));
        Task queued = task.after(new TaskEvent.Queued(), task.createdAt());

        TaskWriter.Written written =
                write(writer(), change(queued, new TaskChange.Before(TaskStatus.DISPATCHED, 1), 2));

        assertThat(written.changed()).isEmpty();
        assertThat(get(TaskReader.find(connection, task.id()))
                        .orElseThrow()
                        .task()
                        .status())
                .isEqualTo(TaskStatus.RECEIVED);
    }

    @Test
    void aNewRowWithAKnownIdIsLeftAlone() throws Exception {
        Task task = received();
        write(writer(), change(task, null, 1));

        TaskWriter.Written written = write(writer(), change(task, null, 1));

        assertThat(written.changed()).isEmpty();
    }

    @Test
    void oneBadRowFailsAlone() throws Exception {
        Task good = received();
        Task bad =
                Task.received(new TaskSpec(TaskSpecs.any().setFunction("a\0b").build()), good.createdAt());
        Task other = received();

        TaskWriter.Written written =
                write(writer(), change(good, null, 1), change(bad, null, 1), change(other, null, 1));

        assertThat(written.changed()).containsExactlyInAnyOrder(good.id(), other.id());
        assertThat(written.unstorable()).containsExactly(bad.id());
    }

    @Test
    void nothingIsWrittenUnderAnEpochThatIsOver() throws Exception {
        Task task = received();
        TaskWriter old = new TaskWriter(connections, lease, POOL, epoch - 1, connection);

        assertThatThrownBy(() -> write(old, change(task, null, 1))).hasCauseInstanceOf(DeposedException.class);

        assertThat(get(TaskReader.find(connection, task.id()))).isEmpty();
    }

    @Test
    void aBatchWhoseAnswerWasLostIsReadBackAndNotWrittenAgain() throws Exception {
        var address = stores.database();
        try (LossyLine line = new LossyLine(address.host(), address.port())) {
            WriterConnection lossy = new WriterConnection(
                    vertx,
                    new Address(line.host(), line.port(), address.database(), address.user(), address.password()));
            TaskWriter writer = new TaskWriter(lossy, lease, POOL, epoch, get(lossy.open()));
            write(writer, change(received(), null, 1)); // from now on its statement is prepared: one answer a batch
            Task task = received();
            line.losesTheNextAnswer();

            TaskWriter.Written written = write(writer, change(task, null, 1));

            assertThat(written.changed()).containsExactly(task.id());
            get(writer.close());
        }
    }

    @Test
    void aBatchThatWasLostWithItsConnectionIsWrittenOnAnother() throws Exception {
        TaskWriter writer = writer();
        Task task = received();
        write(writer, change(task, null, 1));
        endBackend();
        Task dispatched = task.after(new TaskEvent.Dispatched(EngineId.random(), WorkerId.random()), task.createdAt());

        TaskWriter.Written written =
                write(writer, change(dispatched, new TaskChange.Before(TaskStatus.RECEIVED, 1), 2));

        assertThat(written.changed()).containsExactly(task.id());
        PgConnection reader = get(connections.open());
        assertThat(get(TaskReader.find(reader, task.id())).orElseThrow().version())
                .isEqualTo(2);
        reader.close();
    }

    @Test
    void aSuccessorEndsTheOldLeadersBackendBeforeItLeads() throws Exception {
        TaskWriter old = writer();
        write(old, change(received(), null, 1));
        PgConnection successor = get(connections.open());
        Optional<LeaseRow.Holder> holder = get(lease.read(successor));
        get(lease.release(successor, epoch));

        long next = get(lease.take(successor, "you", "there", LEASE, holder)).orElseThrow();

        assertThat(next).isEqualTo(epoch + 1);
        assertThat(isThere(connection.processId())).isFalse();
        assertThatThrownBy(() -> write(old, change(received(), null, 1))).hasCauseInstanceOf(DeposedException.class);
        successor.close();
    }

    @Test
    void aLeaseThatLastsIsNotTaken() throws Exception {
        PgConnection other = get(connections.open());

        Optional<Long> taken = get(lease.take(other, "you", "there", LEASE, Optional.empty()));

        assertThat(taken).isEmpty();
        other.close();
    }

    @Test
    void retentionDropsOldDaysButKeepsThoseOfLiveTasks() throws Exception {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        get(Partitions.ensure(connection, today.minusDays(40)));
        get(Partitions.ensure(connection, today.minusDays(50)));
        Instant longAgo = today.minusDays(40).atStartOfDay().toInstant(ZoneOffset.UTC);
        Task live = Task.received(new TaskSpec(TaskSpecs.any().build()), longAgo);
        Task done = Task.received(new TaskSpec(TaskSpecs.any().build()), longAgo.minus(10, ChronoUnit.DAYS))
                .after(new TaskEvent.Cancelled(null), longAgo);
        write(writer(), change(live, null, 1), change(done, null, 1));

        get(Partitions.dropBefore(connection, today.minusDays(30)));

        assertThat(get(TaskReader.find(connection, live.id()))
                        .orElseThrow()
                        .task()
                        .spec())
                .isEqualTo(live.spec());
        assertThat(get(TaskReader.find(connection, done.id()))).isEmpty();
    }

    private TaskWriter writer() {
        return new TaskWriter(connections, lease, POOL, epoch, connection);
    }

    private TaskWriter.Written write(TaskWriter writer, TaskChange... changes) throws Exception {
        long seq = nextSeq;
        nextSeq += changes.length;
        return get(writer.write(List.of(changes), seq));
    }

    private void endBackend() throws Exception {
        PgConnection other = get(connections.open());
        get(other.preparedQuery("select pg_terminate_backend($1, 5000)").execute(Tuple.of(connection.processId())));
        other.close();
    }

    private boolean isThere(int backend) throws Exception {
        PgConnection other = get(connections.open());
        var found = get(other.preparedQuery("select from pg_stat_activity where pid = $1")
                .execute(Tuple.of(backend)));
        other.close();
        return found.rowCount() > 0;
    }

    private static Task received() {
        return Task.received(
                new TaskSpec(TaskSpecs.any().build()), Instant.now().truncatedTo(ChronoUnit.MICROS));
    }

    private static TaskChange change(Task task, TaskChange.@Nullable Before before, long version) {
        return new TaskChange(task, before, version, ByteString.copyFromUtf8("{}"), null);
    }

    private static <T> T get(Future<T> future) throws ExecutionException, InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private record Address(String host, int port, String name, String user, String password) implements StoreConfig {
        @Override
        public Duration retention() {
            return Duration.ofDays(30);
        }

        @Override
        public Duration retentionEvery() {
            return Duration.ofHours(1);
        }

        @Override
        public Duration idempotencyKept() {
            return Duration.ofHours(24);
        }

        @Override
        public long maxBatchBytes() {
            return 1L << 24;
        }

        @Override
        public int maxBatch() {
            return 500;
        }
    }
}
