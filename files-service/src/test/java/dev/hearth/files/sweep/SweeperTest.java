package dev.hearth.files.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.files.bytes.BlobId;
import dev.hearth.files.bytes.ByteStore;
import dev.hearth.files.bytes.Draft;
import dev.hearth.files.testing.Clients;
import dev.hearth.files.testing.FilesTest;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.StoredFile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SweeperTest extends FilesTest {
    private static final Duration OLD = Duration.ofHours(3);

    @Inject
    Clients clients;

    @Inject
    ByteStore store;

    @Inject
    Sweeper sweeper;

    @Inject
    Pool database;

    @Test
    void removesOldBytesThatNoFilePointsTo() throws Throwable {
        BlobId orphan = kept();
        makeOld(orphan);

        VertxContextSupport.subscribeAndAwait(sweeper::sweep);

        assertThat(store.pathOf(orphan)).doesNotExist();
    }

    @Test
    void leavesYoungBytesAlone() throws Throwable {
        BlobId young = kept();

        VertxContextSupport.subscribeAndAwait(sweeper::sweep);

        assertThat(store.pathOf(young)).exists();
    }

    @Test
    void leavesBytesOfFilesAlone() throws Throwable {
        StoredFile file = clients.stored("hello");
        for (String shard : store.shards()) {
            for (BlobId blob : store.keptBefore(shard, Instant.MAX.minus(Duration.ofDays(1)))) {
                makeOld(blob);
            }
        }

        VertxContextSupport.subscribeAndAwait(sweeper::sweep);

        assertThat(clients.read(file.getUrl()).body()).isEqualTo("hello");
    }

    @Test
    void removesLargeOutputsOnceTheirTasksAreGone() throws Throwable {
        StoredFile result = clients.stored(Clients.newFile(TeamId.random()).setCategory("results"), "{}");
        StoredFile output = clients.stored(Clients.newFile(TeamId.random()).setCategory("outputs"), "{}");
        VertxContextSupport.subscribeAndAwait(sweeper::sweep);
        assertThat(clients.read(result.getUrl()).statusCode()).isEqualTo(200);

        age(result, 32);
        age(output, 32);
        VertxContextSupport.subscribeAndAwait(sweeper::sweep);

        assertThat(clients.read(result.getUrl()).statusCode()).isEqualTo(404);
        assertThat(clients.read(output.getUrl()).statusCode()).isEqualTo(200);
    }

    private void age(StoredFile file, int days) {
        database.preparedQuery(
                        "update stored_file set created_at = created_at - make_interval(days => $1) where id = $2")
                .execute(Tuple.of(days, file.getFileId()))
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    private BlobId kept() throws IOException {
        Draft draft = store.draft(0);
        draft.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        return draft.keep().blob();
    }

    private void makeOld(BlobId blob) throws IOException {
        Files.setLastModifiedTime(
                store.pathOf(blob), FileTime.from(Instant.now().minus(OLD)));
    }
}
