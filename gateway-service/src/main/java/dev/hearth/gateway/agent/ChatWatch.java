package dev.hearth.gateway.agent;

import dev.hearth.gateway.replica.ReplicaChoice;
import dev.hearth.proto.v1.ChatUpdate;
import dev.hearth.proto.v1.ResourceRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * Follows one chat for as long as somebody cares, one update at a time: what is not asked for waits at agent-service, which
 * keeps the newest state only. Until its first message it has the budget of a request; after that it reconnects for ever, so
 * that whoever watches never notices a restart. Lives on one context.
 */
final class ChatWatch {
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long MAX_PAUSE_MILLIS = 1000;

    private final Vertx vertx;
    private final Context context;
    private final AgentsLink link;
    private final MethodDescriptor<ResourceRequest, ChatUpdate> method;
    private final ResourceRequest chat;
    private final ChatWatcher watcher;
    private final long budgetMillis;
    private final long attemptMillis;
    private final long endsAt;

    private @Nullable ClientCall<ResourceRequest, ChatUpdate> call;
    private long pause = FIRST_PAUSE_MILLIS;
    private int connection;
    private long patience = -1;
    private boolean wanting = true;
    private boolean begun;
    private boolean over;

    ChatWatch(
            Vertx vertx,
            AgentsLink link,
            AgentsConfig config,
            MethodDescriptor<ResourceRequest, ChatUpdate> method,
            ResourceRequest chat,
            ChatWatcher watcher) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.link = link;
        this.method = method;
        this.chat = chat;
        this.watcher = watcher;
        this.budgetMillis = config.budget().toMillis();
        this.attemptMillis = Math.max(1, config.attempt().toMillis());
        this.endsAt = System.nanoTime() + config.budget().toNanos();
    }

    void start() {
        vertx.setTimer(Math.max(1, budgetMillis), _ -> {
            if (!begun && !over) {
                close();
                watcher.failed(AgentFailures.declaredOf(Status.DEADLINE_EXCEEDED.asRuntimeException()));
            }
        });
        connect(link.channel());
    }

    /** Asks for the next update. */
    void more() {
        wanting = true;
        if (call != null) {
            call.request(1);
        }
    }

    /** Ends it; the watcher hears nothing more. */
    void close() {
        over = true;
        vertx.cancelTimer(patience);
        if (call != null) {
            call.cancel("no longer wanted", null);
        }
    }

    private void connect(Channel channel) {
        if (over) {
            return;
        }
        ReplicaChoice choice = link.choice();
        ClientCall<ResourceRequest, ChatUpdate> next = channel.newCall(method, choice.in(CallOptions.DEFAULT));
        call = next;
        next.start(new Listener(++connection, choice), new Metadata());
        if (wanting) {
            patience = vertx.setTimer(attemptMillis, _ -> {
                if (choice.giveUp()) {
                    next.cancel("another replica is asked", null);
                }
            });
            next.request(1);
        }
        next.sendMessage(chat);
        next.halfClose();
    }

    private void received(ChatUpdate update) {
        vertx.cancelTimer(patience);
        begun = true;
        pause = FIRST_PAUSE_MILLIS;
        wanting = false;
        watcher.updated(update);
    }

    private void ended(Status status, Metadata trailers) {
        vertx.cancelTimer(patience);
        call = null;
        Throwable failure = status.asRuntimeException(trailers);
        boolean goesOn = status.isOk() || AgentFailures.isAway(failure);
        if (!goesOn || (!begun && System.nanoTime() + pause * 1_000_000 >= endsAt)) {
            over = true;
            watcher.failed(AgentFailures.declaredOf(failure));
            return;
        }
        vertx.setTimer(pause, _ -> connect(link.again()));
        pause = Math.min(pause * 2, MAX_PAUSE_MILLIS);
    }

    private final class Listener extends ClientCall.Listener<ChatUpdate> {
        private final int number;
        private final ReplicaChoice choice;

        Listener(int number, ReplicaChoice choice) {
            this.number = number;
            this.choice = choice;
        }

        @Override
        public void onMessage(ChatUpdate update) {
            choice.heard();
            context.runOnContext(_ -> {
                if (!over && connection == number) {
                    received(update);
                }
            });
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            context.runOnContext(_ -> {
                if (!over && connection == number) {
                    ended(status, trailers);
                }
            });
        }
    }
}
