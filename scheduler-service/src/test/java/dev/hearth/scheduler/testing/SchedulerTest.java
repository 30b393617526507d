package dev.hearth.scheduler.testing;

import dev.hearth.embedded.TestStores;
import dev.hearth.scheduler.leader.Leadership;
import dev.hearth.scheduler.leader.Leadership.Standing;
import dev.hearth.testing.Await;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A leading scheduler on real stores, and a client of its gRPC port. */
@WithTestResource(value = TestStores.class, initArgs = @ResourceArg(name = "service", value = "scheduler"))
@WithTestResource(FreeGrpcPort.class)
public abstract class SchedulerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ConfigProperty(name = "quarkus.grpc.server.test-port")
    int port;

    @ConfigProperty(name = "hearth.scheduler.access.internal-key")
    String internalKey;

    @ConfigProperty(name = "quarkus.datasource.reactive.max-size")
    int poolSize;

    @Inject
    protected Leadership leadership;

    @Inject
    Pool pool;

    protected SchedulerClient scheduler;

    @BeforeEach
    void connect() {
        scheduler = new SchedulerClient("127.0.0.1", port, internalKey);
        awaitReign(0);
    }

    /** Another leader takes over: this replica again, with nothing in memory. Engines have to connect anew. */
    protected void takeOver() {
        long epoch = awaitReign(0);
        pool.query("update leader_lease set epoch = epoch + 1, expires_at = clock_timestamp()")
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        awaitReign(epoch + 1);
    }

    /** The epoch of whoever leads after this one. */
    private long awaitReign(long after) {
        return Await.present(
                () -> "a leader, standing is " + leadership.standing(),
                () -> leadership.standing() instanceof Standing.Leading leading
                                && leading.reign().epoch() > after
                        ? Optional.of(leading.reign().epoch())
                        : Optional.empty());
    }

    /** Every connection that readers share is taken, as by slow lists, until this is closed. */
    protected final class SlowReaders implements AutoCloseable {
        private final List<SqlConnection> taken = new ArrayList<>();

        public SlowReaders() {
            for (int i = 0; i < poolSize; i++) {
                taken.add(join(pool.getConnection()));
            }
        }

        /** Waits until the lease was renewed after now. */
        public void awaitRenewal() {
            OffsetDateTime before = leaseEnd();
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!leaseEnd().isAfter(before)) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("the lease is not renewed");
                }
            }
        }

        private OffsetDateTime leaseEnd() {
            return join(taken.getFirst()
                            .query("select max(expires_at) as ends from leader_lease")
                            .execute())
                    .iterator()
                    .next()
                    .getOffsetDateTime("ends");
        }

        @Override
        public void close() {
            taken.forEach(connection -> join(connection.close()));
        }

        private static <T> T join(Future<T> future) {
            return future.toCompletionStage().toCompletableFuture().join();
        }
    }

    @AfterEach
    void disconnect() {
        scheduler.close();
    }
}
