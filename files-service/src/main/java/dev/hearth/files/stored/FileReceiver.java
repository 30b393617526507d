package dev.hearth.files.stored;

import dev.hearth.proto.v1.CreateFileRequest;
import dev.hearth.proto.v1.WriteFileRequest;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes one file over gRPC and asks for the next piece when the one before is written. One lock holds its state; the
 * stream's callbacks and finished writes come in from whatever thread.
 */
final class FileReceiver implements StreamObserver<WriteFileRequest> {
    private static final Logger LOG = Logger.getLogger(FileReceiver.class);

    private final ServerCallStreamObserver<dev.hearth.proto.v1.StoredFile> answer;
    private final Uploads uploads;
    private final FileMapper mapper;
    private @Nullable Upload upload;
    private boolean isBusy;
    private boolean isComplete;
    private boolean isEnded;

    private FileReceiver(
            ServerCallStreamObserver<dev.hearth.proto.v1.StoredFile> answer, Uploads uploads, FileMapper mapper) {
        this.answer = answer;
        this.uploads = uploads;
        this.mapper = mapper;
    }

    /** Must be called while the call's method runs: later, its flow control cannot be changed. */
    static FileReceiver start(
            ServerCallStreamObserver<dev.hearth.proto.v1.StoredFile> answer, Uploads uploads, FileMapper mapper) {
        answer.disableAutoRequest();
        answer.request(1);
        return new FileReceiver(answer, uploads, mapper);
    }

    @Override
    public synchronized void onNext(WriteFileRequest message) {
        if (isEnded) {
            return;
        }
        isBusy = true;
        Uni.createFrom().deferred(() -> take(message)).subscribe().with(_ -> goOn(), this::fail);
    }

    @Override
    public synchronized void onCompleted() {
        isComplete = true;
        if (!isBusy && !isEnded) {
            finish();
        }
    }

    /** The caller cancelled, or its connection broke. */
    @Override
    public synchronized void onError(Throwable failure) {
        isEnded = true;
        discard();
    }

    private synchronized Uni<Void> take(WriteFileRequest message) {
        Upload current = upload;
        return switch (message.getPartCase()) {
            case FILE -> current == null ? begin(message.getFile()) : refuse();
            case CONTENT ->
                current == null ? refuse() : current.write(message.getContent().asReadOnlyByteBuffer());
            case PART_NOT_SET -> refuse();
        };
    }

    private Uni<Void> begin(CreateFileRequest file) {
        return uploads.begin(FileMapper.toNewFile(file)).invoke(this::began).replaceWithVoid();
    }

    private synchronized void began(Upload begun) {
        upload = begun;
        if (isEnded) {
            discard();
        }
    }

    private synchronized void goOn() {
        isBusy = false;
        if (isEnded) {
            return;
        }
        if (isComplete) {
            finish();
        } else {
            answer.request(1);
        }
    }

    private void finish() {
        Upload current = upload;
        if (current == null) {
            fail(FileErrors.noFirstMessage());
            return;
        }
        current.finish()
                .subscribe()
                .with(
                        file -> {
                            answer.onNext(mapper.toReply(file));
                            answer.onCompleted();
                        },
                        this::fail);
    }

    private synchronized void fail(Throwable failure) {
        if (!isEnded) {
            isEnded = true;
            discard();
            answer.onError(failure);
        }
    }

    private void discard() {
        if (upload != null) {
            upload.discard()
                    .subscribe()
                    .with(_ -> {}, failure -> LOG.warn("draft not removed, left to the next start", failure));
        }
    }

    private static Uni<Void> refuse() {
        return Uni.createFrom().failure(FileErrors.noFirstMessage());
    }
}
