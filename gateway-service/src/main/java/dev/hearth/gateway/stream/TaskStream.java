package dev.hearth.gateway.stream;

import dev.hearth.gateway.catalog.FunctionFiles;
import dev.hearth.gateway.scheduler.TaskWatch;
import dev.hearth.gateway.scheduler.TaskWatcher;
import dev.hearth.gateway.task.ShownTask;
import dev.hearth.gateway.task.Statuses;
import dev.hearth.gateway.task.TaskPresenter;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskUpdate;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * One client following one task. Lines are made when the connection takes them, so a slow client costs no more than a fast one.
 */
final class TaskStream extends ClientStream implements TaskWatcher {
    private final TaskPresenter presenter;
    private final StreamConfig config;
    private final LogTail logs = new LogTail(TaskLine.MAX_BYTES);
    private final TaskState state = new TaskState(logs);
    private final StreamOrigin origin;

    private @Nullable FunctionFiles files;
    private byte[] input = {};
    private boolean preparing;
    private boolean telling;
    private long lastLogAt = System.nanoTime() - Integer.MAX_VALUE;
    private boolean logTimer;

    TaskStream(
            RoutingContext routing,
            StreamOrigin origin,
            TaskPresenter presenter,
            StreamConfig config,
            OpenStreams open) {
        super(routing, config, open);
        this.origin = origin;
        this.presenter = presenter;
        this.config = config;
    }

    /** The watch that feeds this stream; it ends with it. */
    void fedBy(TaskWatch source) {
        endsWith(source::close);
    }

    @Override
    public void updated(TaskUpdate update) {
        if (isOver()) {
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

    @Override
    protected void tell() {
        FunctionFiles positions = files;
        while (positions != null && !telling && !isOver() && response.isReady()) {
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
        if (isOver()) {
            return;
        }
        boolean last = Statuses.isFinal(task.getStatus());
        lastLogAt = System.nanoTime();
        // Writing may report a drained connection at once, so the next line waits until this one is out.
        response.line(TaskLine.of(task, input, output, logs, last));
        if (last) {
            end();
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
