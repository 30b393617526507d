package dev.hearth.gateway.stream;

import dev.hearth.gateway.catalog.FunctionFiles;
import dev.hearth.gateway.http.Replies;
import dev.hearth.gateway.scheduler.TaskWatch;
import dev.hearth.gateway.scheduler.TaskWatcher;
import dev.hearth.gateway.task.ShownTask;
import dev.hearth.gateway.task.Statuses;
import dev.hearth.gateway.task.TaskPresenter;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskUpdate;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * One client following one task. Owned by the request's event loop: updates, drained buffers and timers all arrive there.
 * Lines are made when the connection takes them, so a slow client costs no more than a fast one.
 */
final class TaskStream implements TaskWatcher, OpenStream {
    private final RoutingContext routing;
    private final Context loop;
    private final TaskPresenter presenter;
    private final StreamConfig config;
    private final OpenStreams open;
    private final StreamResponse response;
    private final LogTail logs = new LogTail(TaskLine.MAX_BYTES);
    private final TaskState state = new TaskState(logs);
    private final StreamOrigin origin;

    private @Nullable TaskWatch watch;
    private @Nullable FunctionFiles files;
    private byte[] input = {};
    private boolean preparing;
    private boolean telling;
    private boolean over;
    private long lastLogAt = System.nanoTime() - Integer.MAX_VALUE;
    private boolean logTimer;

    TaskStream(
            RoutingContext routing,
            StreamOrigin origin,
            TaskPresenter presenter,
            StreamConfig config,
            OpenStreams open) {
        this.routing = routing;
        this.loop = routing.vertx().getOrCreateContext();
        this.origin = origin;
        this.presenter = presenter;
        this.config = config;
        this.open = open;
        this.response = new StreamResponse(routing, config, this::tell, this::finish);
        open.add(this);
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
        if (files == null && !preparing) {
            prepare(update);
        } else {
            state.apply(origin.completed(update));
        }
        if (state.isOverflowing()) {
            cut();
        } else {
            tell();
        }
    }

    @Override
    public void failed(Throwable failure) {
        if (over) {
            return;
        }
        if (response.isBegun()) {
            cut();
        } else {
            response.close();
            finish();
            Replies.fail(routing, failure);
        }
    }

    @Override
    public void drop() {
        loop.runOnContext(ignored -> cut());
    }

    private void cut() {
        finish(response::drop);
    }

    private void finish() {
        finish(response::close);
    }

    private void finish(Runnable how) {
        if (over) {
            return;
        }
        over = true;
        how.run();
        open.remove(this);
        if (watch != null) {
            watch.close();
        }
    }

    /** With the first update it is known which function it is, and so where its files stand. */
    private void prepare(TaskUpdate first) {
        preparing = true;
        Task task = origin.completed(first.hasFinal() ? first.getFinal() : first.getSnapshot());
        if (origin.beginsReceived(task)) {
            state.begin(ShownTask.received(task));
        }
        state.apply(origin.completed(first));
        TeamId team = new TeamId(task.getSpec().getTeamId());
        byte[] stored = task.getSpec().getInput().toByteArray();
        presenter
                .filesOf(task.getSpec())
                .chain(positions -> presenter
                        .shown(team, positions.input(), stored)
                        .invoke(shown -> {
                            files = positions;
                            input = shown;
                        }))
                .subscribe()
                .with(shown -> tell(), this::failed);
    }

    /** Tells all there is to tell and the connection takes. */
    private void tell() {
        FunctionFiles positions = files;
        while (positions != null && !telling && !over && response.isReady()) {
            if (state.hasOnlyLogs() && !isLogDue()) {
                return;
            }
            Task next = state.next();
            if (next == null) {
                return;
            }
            telling = true;
            presenter
                    .shownOutput(next, positions.output())
                    .subscribe()
                    .with(output -> write(next, output), this::failed);
        }
    }

    private void write(Task task, byte[] output) {
        if (over) {
            return;
        }
        boolean last = Statuses.isFinal(task.getStatus());
        lastLogAt = System.nanoTime();
        // Writing may report a drained connection at once, so the next line waits until this one is out.
        response.line(TaskLine.of(task, input, output, logs, last));
        if (last) {
            finish(response::end);
        } else {
            telling = false;
            tell();
        }
    }

    private boolean isLogDue() {
        long wait = config.logInterval().toNanos() - (System.nanoTime() - lastLogAt);
        if (wait <= 0) {
            return true;
        }
        if (!logTimer) {
            logTimer = true;
            routing.vertx().setTimer(Math.max(1, wait / 1_000_000 + 1), id -> {
                logTimer = false;
                tell();
            });
        }
        return false;
    }
}
