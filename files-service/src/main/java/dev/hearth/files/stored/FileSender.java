package dev.hearth.files.stored;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.hearth.files.bytes.StorageThreads;
import dev.hearth.proto.v1.FileChunk;
import io.grpc.stub.ServerCallStreamObserver;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends one file over gRPC, a piece each time the other side has room for one. One lock holds its state; the stream's
 * callbacks and finished reads come in from whatever thread.
 */
final class FileSender {
    private static final int CHUNK_BYTES = 256 << 10;

    private final ServerCallStreamObserver<FileChunk> answer;
    private final FileMapper mapper;
    private final StorageThreads threads;
    private @Nullable ReadableByteChannel bytes;
    private boolean isReading;
    private boolean isEnded;

    /** Must be made while the call's method runs: later, the stream takes no callbacks. */
    FileSender(ServerCallStreamObserver<FileChunk> answer, FileMapper mapper, StorageThreads threads) {
        this.answer = answer;
        this.mapper = mapper;
        this.threads = threads;
        answer.setOnReadyHandler(this::readMore);
        answer.setOnCancelHandler(this::end);
    }

    void send(Supplier<Uni<Downloads.Opened>> lookup) {
        Uni.createFrom().deferred(lookup::get).subscribe().with(this::begin, this::fail);
    }

    private synchronized void begin(Downloads.Opened opened) {
        bytes = opened.bytes();
        if (isEnded) {
            close();
            return;
        }
        answer.onNext(
                FileChunk.newBuilder().setFile(mapper.toReply(opened.file())).build());
        readMore();
    }

    private synchronized void readMore() {
        ReadableByteChannel source = bytes;
        if (source == null || isReading || isEnded || !answer.isReady()) {
            return;
        }
        isReading = true;
        threads.run(() -> read(source)).subscribe().with(this::sendChunk, this::fail);
    }

    private synchronized void sendChunk(ByteString chunk) {
        isReading = false;
        if (isEnded) {
            return;
        }
        if (chunk.isEmpty()) {
            end();
            answer.onCompleted();
            return;
        }
        answer.onNext(FileChunk.newBuilder().setContent(chunk).build());
        readMore();
    }

    private synchronized void fail(Throwable failure) {
        if (!isEnded) {
            end();
            answer.onError(failure);
        }
    }

    private synchronized void end() {
        isEnded = true;
        close();
    }

    private void close() {
        if (bytes != null) {
            try {
                bytes.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot close a file that was read", e);
            }
        }
    }

    private static ByteString read(ReadableByteChannel source) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES);
        while (buffer.hasRemaining() && source.read(buffer) >= 0) {
            // until the piece is full or the file ends
        }
        return UnsafeByteOperations.unsafeWrap(buffer.flip()); // nobody else holds the buffer
    }
}
