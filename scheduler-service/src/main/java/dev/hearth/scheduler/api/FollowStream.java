package dev.hearth.scheduler.api;

import com.google.protobuf.ByteString;
import dev.hearth.proto.v1.PartialOutput;
import dev.hearth.proto.v1.TaskUpdate;
import dev.hearth.proto.v1.WatchOptions;
import dev.hearth.scheduler.api.TaskMapper.Detail;
import dev.hearth.scheduler.task.LogLine;
import dev.hearth.scheduler.task.Task;
import dev.hearth.scheduler.task.TaskView;
import dev.hearth.scheduler.watch.TaskFollower;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A follower at the other end of a gRPC stream. One that is slow gets the newest partial output only and the newest log
 * lines, never misses a status, and is cut off when it reads nothing for long.
 *
 * <p>News come on the leader's thread, readiness on the call's; the monitor is this object's.
 */
final class FollowStream implements TaskFollower {
    private final ServerCallStreamObserver<TaskUpdate> out;
    private final WatchOptions options;
    private final Detail detail;
    private final long cutOffNanos;
    private final int maxLogBytes;
    private final Deque<TaskUpdate> statuses = new ArrayDeque<>();
    private final Deque<TaskUpdate> logs = new ArrayDeque<>();
    private @Nullable TaskUpdate output;
    private @Nullable TaskUpdate last;
    private int logBytes;
    private long blockedSinceNanos;
    private boolean done;

    FollowStream(ServerCallStreamObserver<TaskUpdate> out, WatchOptions options, WatchConfig config) {
        this.out = out;
        this.options = options;
        this.detail = options.getOmitInput() ? Detail.WITHOUT_INPUT : Detail.FULL;
        this.cutOffNanos = config.cutOffAfter().toNanos();
        this.maxLogBytes = config.maxWaitingLogBytes();
        out.setOnReadyHandler(this::drain);
        out.setOnCancelHandler(this::cancelled);
    }

    @Override
    public synchronized void onSnapshot(TaskView view) {
        statuses.add(TaskUpdate.newBuilder()
                .setSnapshot(TaskMapper.toMessage(view, detail))
                .build());
        drain();
    }

    @Override
    public synchronized void onStatus(Task task, long version) {
        if (options.getStatuses()) {
            statuses.add(TaskUpdate.newBuilder()
                    .setStatus(TaskMapper.toStatus(task, version))
                    .build());
            drain();
        }
    }

    @Override
    public synchronized void onPartialOutput(Task task, ByteString partial, long sequence) {
        if (options.getOutputs()) {
            output = TaskUpdate.newBuilder()
                    .setOutput(PartialOutput.newBuilder()
                            .setAttempt(task.attempt())
                            .setSequence(sequence)
                            .setOutput(partial))
                    .build();
            drain();
        }
    }

    @Override
    public synchronized void onLog(LogLine line) {
        if (!options.getLogs()) {
            return;
        }
        logs.add(TaskUpdate.newBuilder().setLog(TaskMapper.toMessage(line)).build());
        logBytes += line.content().length();
        while (logBytes > maxLogBytes && logs.size() > 1) {
            logBytes -= logs.remove().getLog().getContent().length();
        }
        drain();
    }

    @Override
    public synchronized void onFinal(TaskView view) {
        last = TaskUpdate.newBuilder()
                .setFinal(TaskMapper.toMessage(view, detail))
                .build();
        drain();
    }

    @Override
    public synchronized void onDropped(Throwable reason) {
        if (!done) {
            done = true;
            out.onError(Answers.toGrpc(reason));
        }
    }

    @Override
    public synchronized boolean isGone() {
        if (!done && blockedSinceNanos != 0 && System.nanoTime() - blockedSinceNanos > cutOffNanos) {
            done = true;
            out.onError(Status.RESOURCE_EXHAUSTED
                    .withDescription("the follower reads too slowly")
                    .asRuntimeException());
        }
        return done;
    }

    private synchronized void cancelled() {
        done = true;
    }

    private synchronized void drain() {
        while (!done) {
            if (statuses.isEmpty() && logs.isEmpty() && output == null && last == null) {
                blockedSinceNanos = 0;
                return;
            }
            if (!out.isReady()) {
                blockedSinceNanos = blockedSinceNanos == 0 ? System.nanoTime() : blockedSinceNanos;
                return;
            }
            blockedSinceNanos = 0;
            sendOne();
        }
    }

    private void sendOne() {
        if (!statuses.isEmpty()) {
            out.onNext(statuses.remove());
        } else if (!logs.isEmpty()) {
            TaskUpdate log = logs.remove();
            logBytes -= log.getLog().getContent().length();
            out.onNext(log);
        } else if (last == null) {
            TaskUpdate newest = output;
            output = null;
            if (newest != null) {
                out.onNext(newest);
            }
        } else {
            done = true;
            out.onNext(last);
            out.onCompleted();
        }
    }
}
