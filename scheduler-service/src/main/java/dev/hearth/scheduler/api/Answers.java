package dev.hearth.scheduler.api;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.GrpcErrors;
import dev.hearth.errors.ServiceException;
import dev.hearth.scheduler.storage.StoreAway;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.vertx.core.Future;
import java.util.function.Function;

/** Turns what a decision gives into an answer. */
final class Answers {
    private Answers() {}

    static <T, A> void answer(Future<T> future, StreamObserver<A> observer, Function<T, A> toMessage) {
        future.onComplete(done -> {
            if (done.succeeded()) {
                observer.onNext(toMessage.apply(done.result()));
                observer.onCompleted();
            } else {
                observer.onError(toGrpc(done.cause()));
            }
        });
    }

    /** The error as it leaves: a store that is away is said to be away, a bug is left for the interceptor to log. */
    static Throwable toGrpc(Throwable failure) {
        if (failure instanceof ServiceException error) {
            return GrpcErrors.toGrpc(error);
        }
        if (failure instanceof StatusRuntimeException) {
            return failure;
        }
        return StoreAway.says(failure)
                ? GrpcErrors.toGrpc(
                        new ServiceException(ErrorCode.UNAVAILABLE, "the task store is away just now", failure))
                : failure;
    }
}
