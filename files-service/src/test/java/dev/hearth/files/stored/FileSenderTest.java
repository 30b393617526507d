package dev.hearth.files.stored;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.files.bytes.BlobId;
import dev.hearth.files.bytes.Content;
import dev.hearth.files.bytes.StorageThreads;
import dev.hearth.files.link.LinkConfig;
import dev.hearth.files.link.Links;
import dev.hearth.files.testing.SlowReader;
import dev.hearth.ids.FileId;
import dev.hearth.ids.TeamId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FileSenderTest {
    private static final int SIZE = 5 << 20;

    private final Vertx vertx = Vertx.vertx();
    private final SlowReader reader = new SlowReader();
    private final ReadableByteChannel bytes = Channels.newChannel(new ByteArrayInputStream(new byte[SIZE]));

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void readsNoFurtherThanTheReaderTakes() {
        sender().send(() -> Uni.createFrom().item(opened()));

        reader.takes(3); // the metadata and two pieces
        reader.awaitMessages(3);
        assertThat(reader.receivedBytes()).isEqualTo(2 * (256 << 10));

        reader.takes(Integer.MAX_VALUE);
        reader.awaitEnd();
        assertThat(reader.receivedBytes()).isEqualTo(SIZE);
        assertThat(bytes.isOpen()).isFalse();
    }

    @Test
    void closesTheFileOfAReaderThatWentAway() {
        sender().send(() -> Uni.createFrom().item(opened()));
        reader.takes(2);
        reader.awaitMessages(2);

        reader.cancel();

        assertThat(bytes.isOpen()).isFalse();
    }

    private FileSender sender() {
        LinkConfig config = new LinkConfig() {
            @Override
            public URI publicUrl() {
                return URI.create("http://files.example");
            }

            @Override
            public Duration uploadValidFor() {
                return Duration.ofHours(1);
            }
        };
        Links links = new Links("http://files.example", "0123456789abcdef0123456789abcdef");
        return new FileSender(reader, new FileMapper(links, config, Clock.systemUTC()), StorageThreads.of(vertx));
    }

    private Downloads.Opened opened() {
        Content content = new Content(BlobId.random(), SIZE, "0".repeat(64));
        StoredFile file = new StoredFile(
                FileId.random(),
                TeamId.random(),
                "a",
                "text/plain",
                FileCategory.UPLOADS,
                "",
                false,
                content,
                Instant.EPOCH,
                Instant.EPOCH);
        return new Downloads.Opened(file, bytes);
    }
}
