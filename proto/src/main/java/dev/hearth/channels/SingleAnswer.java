package dev.hearth.channels;

import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What becomes of a call with one answer: either it is told, or why there is none, on the thread of the connection. */
public final class SingleAnswer<A> implements StreamObserver<A> {
    private final MethodDescriptor<?, A> method;
    private final Consumer<A> answered;
    private final Consumer<Throwable> failed;
    private @Nullable A answer;

    public SingleAnswer(MethodDescriptor<?, A> method, Consumer<A> answered, Consumer<Throwable> failed) {
        this.method = method;
        this.answered = answered;
        this.failed = failed;
    }

    @Override
    public void onNext(A value) {
        answer = value;
    }

    @Override
    public void onError(Throwable failure) {
        failed.accept(failure);
    }

    @Override
    public void onCompleted() {
        A value = answer;
        if (value == null) {
            failed.accept(Status.INTERNAL
                    .withDescription(method.getFullMethodName() + " ended without an answer")
                    .asRuntimeException());
        } else {
            answered.accept(value);
        }
    }
}
