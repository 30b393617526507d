package dev.hearth.gateway.scheduler;

import dev.hearth.channels.Backoff;
import dev.hearth.channels.SingleAnswer;
import dev.hearth.errors.GrpcErrors;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.impl.ContextInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One request to the leader, repeated until a replica that leads has answered or the budget is used up. Every request it
 * serves may be sent twice. Lives on one event loop.
 */
final class UnaryCall<Q, A> {
    private final SchedulerLink link;
    private final ContextInternal context;
    private final MethodDescriptor<Q, A> method;
    private final Q request;
    private final UniEmitter<? super A> emitter;
    private final Backoff backoff = new Backoff();
    private final long endsAt;

    UnaryCall(SchedulerLink link, MethodDescriptor<Q, A> method, Q request, UniEmitter<? super A> emitter) {
        this.link = link;
        this.context = link.context();
        this.method = method;
        this.request = request;
        this.emitter = emitter;
        this.endsAt = System.nanoTime() + link.config().budget().toNanos();
    }

    void start() {
        if (context.nettyEventLoop().inEventLoop()) {
            attempt(false);
        } else {
            context.nettyEventLoop().execute(() -> attempt(false));
        }
    }

    private void attempt(boolean again) {
        String address = link.leader().current();
        long patience = Math.min(link.config().attempt().toNanos(), endsAt - System.nanoTime());
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(Math.max(patience, 1), TimeUnit.NANOSECONDS);
        EventLoop loop = context.nettyEventLoop();
        Channel channel =
                again ? link.channels().again(loop, address) : link.channels().of(loop, address);
        ClientCalls.asyncUnaryCall(
                channel.newCall(method, options),
                request,
                new SingleAnswer<>(
                        method,
                        answer -> context.emit(answer, emitter::complete),
                        failure -> failed(address, failure)));
    }

    private void failed(String address, Throwable failure) {
        if (!Failures.heals(failure, address, link.leader())) {
            context.emit(GrpcErrors.declaredOf(failure), emitter::fail);
            return;
        }
        Duration pause = Failures.namesLeader(failure) ? Duration.ofMillis(1) : backoff.next();
        if (System.nanoTime() + pause.toNanos() >= endsAt) {
            context.emit(Failures.unreachable(failure), emitter::fail);
        } else {
            SchedulerLink.later(context, pause, () -> attempt(true));
        }
    }
}
