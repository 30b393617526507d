package dev.hearth.agent.calls;

import com.google.protobuf.ByteString;
import dev.hearth.channels.Backoff;
import dev.hearth.errors.GrpcErrors;
import dev.hearth.proto.v1.CallsGrpc;
import dev.hearth.proto.v1.SubmitAndWatchCallRequest;
import dev.hearth.proto.v1.TaskUpdate;
import dev.hearth.proto.v1.WatchRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.smallrye.mutiny.Uni;
import io.vertx.core.impl.ContextInternal;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Follows one task to its end, however often the connection breaks: a submission is sent again as it is until it was
 * acknowledged, since it is insert-or-return; from then on the task is watched by its id. One stream at a time; what it
 * tells comes on the context that asked.
 */
final class TaskFollow implements TaskRun {
    private final GatewayChannel gateway;
    private final ContextInternal context;
    private final TaskListener listener;
    private final WatchRequest watch;
    private final Backoff backoff = new Backoff();
    private final CompletableFuture<CalledTask> end = new CompletableFuture<>();
    private final AtomicReference<@Nullable ByteString> unheard = new AtomicReference<>();

    private @Nullable SubmitAndWatchCallRequest submission;
    private volatile boolean closed;
    private volatile @Nullable ClientCall<?, TaskUpdate> running;

    TaskFollow(GatewayChannel gateway, ContextInternal context, TaskListener listener, WatchRequest watch) {
        this.gateway = gateway;
        this.context = context;
        this.listener = listener;
        this.watch = watch;
    }

    /** Submits first. */
    TaskFollow submitting(SubmitAndWatchCallRequest request) {
        submission = request;
        return this;
    }

    TaskFollow start() {
        connect(gateway.of(context.nettyEventLoop()));
        return this;
    }

    @Override
    public Uni<CalledTask> end() {
        return Uni.createFrom().completionStage(end);
    }

    @Override
    public void close() {
        closed = true;
        cancelRunning();
    }

    private void cancelRunning() {
        ClientCall<?, TaskUpdate> call = running;
        if (call != null) {
            call.cancel("no longer wanted", null);
        }
    }

    private void connect(Channel channel) {
        if (closed) {
            return;
        }
        SubmitAndWatchCallRequest unacknowledged = submission;
        if (unacknowledged != null) {
            ClientCall<SubmitAndWatchCallRequest, TaskUpdate> call =
                    channel.newCall(CallsGrpc.getSubmitAndWatchMethod(), CallOptions.DEFAULT);
            ClientCalls.asyncServerStreamingCall(call, unacknowledged, new Updates());
            running = call;
        } else {
            ClientCall<WatchRequest, TaskUpdate> call =
                    channel.newCall(CallsGrpc.getWatchMethod(), CallOptions.DEFAULT);
            ClientCalls.asyncServerStreamingCall(call, watch, new Updates());
            running = call;
        }
        if (closed) {
            cancelRunning();
        }
    }

    private void received(TaskUpdate update) {
        submission = null;
        backoff.reset();
        switch (update.getUpdateCase()) {
            case SNAPSHOT ->
                Optional.ofNullable(CallsMapper.toTask(update.getSnapshot()).output())
                        .ifPresent(this::hear);
            case OUTPUT -> hear(update.getOutput().getOutput());
            case FINAL -> ended(CallsMapper.toTask(update.getFinal()));
            case STATUS, LOG, UPDATE_NOT_SET -> {}
        }
    }

    /** Whoever listens slowly hears the newest output only. */
    private void hear(ByteString output) {
        if (unheard.getAndSet(output) == null) {
            context.emit(unheard, newest -> {
                ByteString heard = newest.getAndSet(null);
                if (!closed && heard != null) {
                    listener.output(heard);
                }
            });
        }
    }

    private void ended(CalledTask task) {
        context.emit(task, ended -> {
            if (!closed) {
                closed = true;
                end.complete(ended);
            }
        });
    }

    private void broke(Throwable failure) {
        if (closed) {
            return;
        }
        if (GrpcErrors.mayHeal(failure)) {
            context.owner().setTimer(backoff.next().toMillis(), _ -> connect(gateway.again(context.nettyEventLoop())));
        } else {
            context.emit(GrpcErrors.declaredOf(failure), end::completeExceptionally);
        }
    }

    private final class Updates implements StreamObserver<TaskUpdate> {
        private boolean ended;

        @Override
        public void onNext(TaskUpdate update) {
            ended = update.hasFinal();
            received(update);
        }

        @Override
        public void onError(Throwable failure) {
            if (!ended) {
                broke(failure);
            }
        }

        @Override
        public void onCompleted() {
            if (!ended) {
                broke(Status.UNAVAILABLE.asRuntimeException());
            }
        }
    }
}
