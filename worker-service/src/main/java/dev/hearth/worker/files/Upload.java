package dev.hearth.worker.files;

import dev.hearth.proto.v1.StoredFile;
import dev.hearth.proto.v1.WriteFileRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One file on its way to files-service, sent no faster than it is taken. */
final class Upload implements ClientResponseObserver<WriteFileRequest, StoredFile> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable ClientCallStreamObserver<WriteFileRequest> call;
    private @Nullable StoredFile answer;
    private @Nullable Throwable failure;
    private boolean ended;

    @Override
    public void beforeStart(ClientCallStreamObserver<WriteFileRequest> requestStream) {
        call = requestStream;
        requestStream.setOnReadyHandler(this::signal);
    }

    @Override
    public void onNext(StoredFile value) {
        lock.lock();
        try {
            answer = value;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onError(Throwable t) {
        lock.lock();
        try {
            failure = t;
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onCompleted() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void send(WriteFileRequest request) throws InterruptedException {
        ClientCallStreamObserver<WriteFileRequest> open = Objects.requireNonNull(call);
        lock.lock();
        try {
            while (!open.isReady() && !ended) {
                changed.await();
            }
            throwFailure();
        } finally {
            lock.unlock();
        }
        open.onNext(request);
    }

    void cancel(Throwable cause) {
        Objects.requireNonNull(call).cancel("the file cannot be read", cause);
    }

    StoredFile complete() throws InterruptedException {
        Objects.requireNonNull(call).onCompleted();
        lock.lock();
        try {
            while (!ended) {
                changed.await();
            }
            throwFailure();
            if (answer == null) {
                throw Status.INTERNAL
                        .withDescription("the upload ended without an answer")
                        .asRuntimeException();
            }
            return answer;
        } finally {
            lock.unlock();
        }
    }

    private void throwFailure() {
        if (failure instanceof StatusRuntimeException known) {
            throw known.getStatus().withCause(known).asRuntimeException(known.getTrailers());
        }
        if (failure != null) {
            throw Status.fromThrowable(failure).asRuntimeException();
        }
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
