package dev.hearth.gateway.agent;

import dev.hearth.channels.SingleAnswer;
import dev.hearth.gateway.replica.ReplicaChoice;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/**
 * One request to agent-service. While nobody takes it, it is sent again until the budget is used up; once it was taken, it is
 * repeated only if that changes nothing, and then also when a replica is silent and another is there. Its answer comes on
 * the context that asked.
 */
final class AgentsCall<Q, A> {
    private static final long PAUSE_MILLIS = 200;

    private final Vertx vertx;
    private final Context context;
    private final AgentsLink link;
    private final MethodDescriptor<Q, A> method;
    private final Q request;
    private final boolean repeatable;
    private final UniEmitter<? super A> emitter;
    private final long attemptMillis;
    private final long endsAt;
    private long patience = -1;

    AgentsCall(
            Vertx vertx,
            AgentsLink link,
            AgentsConfig config,
            MethodDescriptor<Q, A> method,
            Q request,
            boolean repeatable,
            UniEmitter<? super A> emitter) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.link = link;
        this.method = method;
        this.request = request;
        this.repeatable = repeatable;
        this.emitter = emitter;
        this.attemptMillis = Math.max(1, config.attempt().toMillis());
        this.endsAt = System.nanoTime() + config.budget().toNanos();
    }

    void start() {
        attempt(link.channel());
    }

    private void attempt(Channel channel) {
        long left = Math.max(1, endsAt - System.nanoTime());
        ReplicaChoice choice = link.choice();
        CallOptions options = choice.in(CallOptions.DEFAULT).withDeadlineAfter(left, TimeUnit.NANOSECONDS);
        ClientCall<Q, A> call = channel.newCall(method, options);
        if (repeatable) {
            patience = vertx.setTimer(attemptMillis, _ -> {
                if (choice.giveUp()) {
                    call.cancel("another replica is asked", null);
                }
            });
        }
        SingleAnswer<A> answer = new SingleAnswer<>(
                method,
                value -> {
                    choice.heard();
                    context.runOnContext(_ -> answered(value));
                },
                failure -> context.runOnContext(_ -> failed(failure)));
        ClientCalls.asyncUnaryCall(call, request, answer);
    }

    private void answered(A value) {
        vertx.cancelTimer(patience);
        emitter.complete(value);
    }

    private void failed(Throwable failure) {
        vertx.cancelTimer(patience);
        boolean mayRepeat = AgentFailures.isUnsent(failure) || (repeatable && AgentFailures.isAway(failure));
        long pause = TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);
        if (mayRepeat && System.nanoTime() + pause < endsAt) {
            vertx.setTimer(PAUSE_MILLIS, _ -> attempt(link.again()));
        } else {
            emitter.fail(AgentFailures.declaredOf(failure));
        }
    }
}
