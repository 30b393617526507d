package dev.hearth.files.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.proto.v1.FileChunk;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The other end of a stream, which takes as many messages as it is told to. */
public final class SlowReader extends ServerCallStreamObserver<FileChunk> {
    private Runnable whenReady = () -> {};
    private Runnable whenCancelled = () -> {};
    private int room;
    private int messages;
    private long receivedBytes;
    private boolean isEnded;

    /** Has room for this many messages in all. */
    public void takes(int count) {
        synchronized (this) {
            room = count;
        }
        whenReady.run();
    }

    public void cancel() {
        whenCancelled.run();
    }

    public synchronized long receivedBytes() {
        return receivedBytes;
    }

    public synchronized void awaitMessages(int count) {
        await(() -> messages >= count);
    }

    public synchronized void awaitEnd() {
        await(() -> isEnded);
    }

    @Override
    public synchronized void onNext(FileChunk chunk) {
        messages++;
        receivedBytes += chunk.getContent().size();
        notifyAll();
    }

    @Override
    public synchronized void onCompleted() {
        isEnded = true;
        notifyAll();
    }

    @Override
    public void onError(Throwable failure) {
        throw new AssertionError("the sender failed", failure);
    }

    @Override
    public synchronized boolean isReady() {
        return messages < room;
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {
        whenReady = handler;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {
        whenCancelled = handler;
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public void setCompression(String compression) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void disableAutoInboundFlowControl() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void request(int count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setMessageCompression(boolean enable) {
        throw new UnsupportedOperationException();
    }

    private void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as("waited too long").isNegative();
            try {
                TimeUnit.MILLISECONDS.timedWait(this, 100);
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
        }
    }
}
