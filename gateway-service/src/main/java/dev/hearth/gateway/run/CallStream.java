package dev.hearth.gateway.run;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.gateway.catalog.FunctionFiles;
import dev.hearth.gateway.scheduler.TaskWatch;
import dev.hearth.gateway.scheduler.TaskWatcher;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.proto.v1.TaskUpdate;
import io.grpc.stub.ServerCallStreamObserver;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One service following one task. A slow one is told the newest partial output only and never misses a status; one that is
 * far behind is cut off. Everything happens on one context; news, readiness and cancellation are brought there.
 */
final class CallStream implements TaskWatcher {
    private static final int MAX_PENDING = 1000;

    private final ServerCallStreamObserver<TaskUpdate> out;
    private final ShownToServices shown;
    private final Deque<TaskUpdate> pending = new ArrayDeque<>();

    private @Nullable TaskWatch watch;
    private @Nullable TaskSpec spec;
    private @Nullable FunctionFiles files;
    private boolean telling;
    private boolean over;

    /** Must be made while the call's method runs: later, its handlers cannot be set. */
    CallStream(ServerCallStreamObserver<TaskUpdate> out, ShownToServices shown, Context loop) {
        this.out = out;
        this.shown = shown;
        out.setOnReadyHandler(() -> loop.runOnContext(_ -> tell()));
        out.setOnCancelHandler(() -> loop.runOnContext(_ -> finish()));
    }

    /** The watch that feeds this stream; it ends with it. */
    void fedBy(TaskWatch source) {
        watch = source;
        if (over) {
            source.close();
        }
    }

    @Override
    public void updated(TaskUpdate update) {
        if (over) {
            return;
        }
        if (update.hasOutput()) {
            pending.removeIf(TaskUpdate::hasOutput);
        }
        pending.add(update);
        if (pending.size() > MAX_PENDING) {
            failed(new ServiceException(ErrorCode.UNAVAILABLE, "the follower reads too slowly"));
        } else {
            tell();
        }
    }

    @Override
    public void failed(Throwable failure) {
        if (finish()) {
            out.onError(CallErrors.told(failure));
        }
    }

    /** Tells one thing after the other for as long as the connection takes more. */
    private void tell() {
        if (over || telling || !out.isReady()) {
            return;
        }
        TaskUpdate next = pending.poll();
        if (next == null) {
            return;
        }
        telling = true;
        described(next)
                .chain(known -> shown.update(next, known.spec(), known.files()))
                .subscribe()
                .with(this::send, this::failed);
    }

    private void send(TaskUpdate update) {
        telling = false;
        if (over) {
            return;
        }
        out.onNext(update);
        if (update.hasFinal()) {
            finish();
            out.onCompleted();
        } else {
            tell();
        }
    }

    /** With the first update it is known which function it is, and so where its files stand. */
    private Uni<Described> described(TaskUpdate update) {
        if (spec != null && files != null) {
            return Uni.createFrom().item(new Described(spec, files));
        }
        Task task = update.hasFinal() ? update.getFinal() : update.getSnapshot();
        TaskSpec first = task.getSpec();
        return shown.filesOf(first).map(found -> {
            spec = first.toBuilder().clearInput().clearSetup().build();
            files = found;
            return new Described(first, found);
        });
    }

    /** Says whether it was not over before. */
    private boolean finish() {
        boolean was = !over;
        over = true;
        pending.clear();
        if (watch != null) {
            watch.close();
        }
        return was;
    }

    private record Described(TaskSpec spec, FunctionFiles files) {}
}
