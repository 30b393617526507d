package dev.hearth.agent.calls;

import dev.hearth.channels.Backoff;
import dev.hearth.channels.SingleAnswer;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.GrpcErrors;
import dev.hearth.errors.ServiceException;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.impl.ContextInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One question, repeated until the gateway has answered or the budget is used up. Every request it serves may be sent
 * twice. One attempt at a time, so that nothing here is used by two threads at once; the answer comes on the asker's
 * context.
 */
final class UnaryCall<Q, A> {
    private final GatewayChannel gateway;
    private final ContextInternal context;
    private final MethodDescriptor<Q, A> method;
    private final Q request;
    private final UniEmitter<? super A> emitter;
    private final Backoff backoff = new Backoff();
    private final long endsAt;
    private volatile boolean abandoned;
    private volatile @Nullable ClientCall<Q, A> running;

    UnaryCall(
            GatewayChannel gateway,
            ContextInternal context,
            Duration budget,
            MethodDescriptor<Q, A> method,
            Q request,
            UniEmitter<? super A> emitter) {
        this.gateway = gateway;
        this.context = context;
        this.method = method;
        this.request = request;
        this.emitter = emitter;
        this.endsAt = System.nanoTime() + budget.toNanos();
    }

    void start() {
        emitter.onTermination(this::abandon);
        attempt(false);
    }

    private void abandon() {
        abandoned = true;
        ClientCall<Q, A> call = running;
        if (call != null) {
            call.cancel("no longer wanted", null);
        }
    }

    private void attempt(boolean again) {
        if (abandoned) {
            return;
        }
        CallOptions options =
                CallOptions.DEFAULT.withDeadlineAfter(Math.max(endsAt - System.nanoTime(), 1), TimeUnit.NANOSECONDS);
        EventLoop loop = context.nettyEventLoop();
        ClientCall<Q, A> call = (again ? gateway.again(loop) : gateway.of(loop)).newCall(method, options);
        ClientCalls.asyncUnaryCall(
                call,
                request,
                new SingleAnswer<>(method, answer -> context.emit(answer, emitter::complete), this::failed));
        running = call;
        if (abandoned) {
            call.cancel("no longer wanted", null);
        }
    }

    private void failed(Throwable failure) {
        if (!GrpcErrors.mayHeal(failure)) {
            context.emit(GrpcErrors.declaredOf(failure), emitter::fail);
            return;
        }
        Duration pause = backoff.next();
        if (System.nanoTime() + pause.toNanos() >= endsAt) {
            context.emit(unreachable(failure), emitter::fail);
        } else {
            context.owner().setTimer(pause.toMillis(), _ -> attempt(true));
        }
    }

    private static ServiceException unreachable(Throwable last) {
        return new ServiceException(ErrorCode.UNAVAILABLE, "the gateway does not answer, try again", last);
    }
}
