package dev.hearth.gateway.scheduler;

import dev.hearth.channels.Backoff;
import dev.hearth.errors.GrpcErrors;
import dev.hearth.proto.v1.SubmitAndWatchRequest;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskUpdate;
import dev.hearth.proto.v1.TasksGrpc;
import dev.hearth.proto.v1.WatchOptions;
import dev.hearth.proto.v1.WatchRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.impl.ContextInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows one task for as long as it lives or somebody cares. Until its first message it has the budget of a call; a
 * submission is sent again as it is, since it is insert-or-return. After that it reconnects for ever, so that whoever
 * watches never notices a restart or a takeover. Lives on one event loop.
 */
final class WatchCall implements TaskWatch {
    private final SchedulerLink link;
    private final ContextInternal context;
    private final TaskWatcher watcher;
    private final WatchOptions options;
    private final Backoff backoff = new Backoff();
    private final Runnable onNewLeader = this::leaderMoved;
    private final long endsAt;

    private @Nullable SubmitAndWatchRequest submission;
    private @Nullable WatchRequest following;
    private @Nullable Attempt attempt;
    private boolean begun;
    private boolean over;

    WatchCall(SchedulerLink link, SubmitAndWatchRequest submission, TaskWatcher watcher) {
        this(link, submission.getOptions(), watcher);
        this.submission = submission;
    }

    WatchCall(SchedulerLink link, WatchRequest following, TaskWatcher watcher) {
        this(link, following.getOptions(), watcher);
        this.following = following;
    }

    private WatchCall(SchedulerLink link, WatchOptions options, TaskWatcher watcher) {
        this.link = link;
        this.context = link.context();
        this.options = options;
        this.watcher = watcher;
        this.endsAt = System.nanoTime() + link.config().budget().toNanos();
    }

    void start() {
        if (context.nettyEventLoop().inEventLoop()) {
            connect(false);
        } else {
            context.nettyEventLoop().execute(() -> connect(false));
        }
    }

    @Override
    public void close() {
        over = true;
        link.leader().removeListener(onNewLeader);
        if (attempt != null && !attempt.abandoned) {
            attempt.abandon();
        }
    }

    private void connect(boolean again) {
        if (over) {
            return;
        }
        String address = link.leader().current();
        EventLoop loop = context.nettyEventLoop();
        Channel channel =
                again ? link.channels().again(loop, address) : link.channels().of(loop, address);
        attempt = new Attempt(address);
        if (following != null) {
            ClientCalls.asyncServerStreamingCall(
                    channel.newCall(TasksGrpc.getWatchMethod(), CallOptions.DEFAULT), following, attempt.following());
        } else if (submission != null) {
            ClientCalls.asyncServerStreamingCall(
                    channel.newCall(TasksGrpc.getSubmitAndWatchMethod(), CallOptions.DEFAULT),
                    submission,
                    attempt.submitting());
        }
    }

    private void received(TaskUpdate update) {
        if (!begun) {
            begun = true;
            link.leader().addListener(onNewLeader);
        }
        backoff.reset();
        if (update.hasSnapshot()) {
            follow(update.getSnapshot());
        }
        if (update.hasFinal()) {
            close();
        }
        context.emit(update, watcher::updated);
    }

    private void follow(Task task) {
        if (following == null) {
            following = WatchRequest.newBuilder()
                    .setTaskId(task.getSpec().getTaskId())
                    .setTeamId(task.getSpec().getTeamId())
                    .setOptions(options)
                    .build();
            submission = null;
        }
    }

    private void broke(String address, Throwable failure) {
        if (!Failures.heals(failure, address, link.leader())) {
            close();
            context.emit(GrpcErrors.declaredOf(failure), watcher::failed);
            return;
        }
        Duration pause = Failures.namesLeader(failure) ? Duration.ofMillis(1) : backoff.next();
        if (!begun && System.nanoTime() + pause.toNanos() >= endsAt) {
            close();
            context.emit(Failures.unreachable(failure), watcher::failed);
        } else {
            SchedulerLink.later(context, pause, () -> connect(true));
        }
    }

    /** Told by whatever call noticed; the old leader may be stopped and silent. */
    private void leaderMoved() {
        context.nettyEventLoop().execute(() -> {
            if (!over
                    && attempt != null
                    && !attempt.address.equals(link.leader().current())) {
                attempt.abandon();
                connect(true);
            }
        });
    }

    /** One stream to one replica. */
    private final class Attempt {
        private final String address;
        private final ScheduledFuture<?> patience;
        private @Nullable ClientCallStreamObserver<?> call;
        private boolean abandoned;

        Attempt(String address) {
            this.address = address;
            this.patience = context.nettyEventLoop()
                    .schedule(this::lostPatience, link.config().attempt().toNanos(), TimeUnit.NANOSECONDS);
        }

        Observer<WatchRequest> following() {
            return new Observer<>(this);
        }

        Observer<SubmitAndWatchRequest> submitting() {
            return new Observer<>(this);
        }

        void abandon() {
            ended();
            if (call != null) {
                call.cancel("no longer wanted", null);
            }
        }

        /** It is over by itself; perhaps while it is still being started, when it must not be cancelled. */
        void ended() {
            abandoned = true;
            patience.cancel(false);
        }

        private void lostPatience() {
            if (!abandoned) {
                abandon();
                broke(address, Status.DEADLINE_EXCEEDED.asRuntimeException());
            }
        }
    }

    private final class Observer<Q> implements ClientResponseObserver<Q, TaskUpdate> {
        private final Attempt of;

        Observer(Attempt of) {
            this.of = of;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<Q> stream) {
            of.call = stream;
        }

        @Override
        public void onNext(TaskUpdate update) {
            of.patience.cancel(false);
            if (!of.abandoned) {
                received(update);
            }
        }

        @Override
        public void onError(Throwable failure) {
            if (!of.abandoned) {
                of.ended();
                broke(of.address, failure);
            }
        }

        @Override
        public void onCompleted() {
            if (!of.abandoned && !over) {
                of.ended();
                broke(of.address, Status.UNAVAILABLE.asRuntimeException());
            }
        }
    }
}
