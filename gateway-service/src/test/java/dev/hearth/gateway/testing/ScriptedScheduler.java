package dev.hearth.gateway.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.hearth.embedded.FreePorts;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.GrpcErrors;
import dev.hearth.errors.ServiceException;
import dev.hearth.proto.v1.CancelTaskRequest;
import dev.hearth.proto.v1.DeleteTaskReply;
import dev.hearth.proto.v1.DeleteTaskRequest;
import dev.hearth.proto.v1.GetTaskRequest;
import dev.hearth.proto.v1.ListLogsReply;
import dev.hearth.proto.v1.ListLogsRequest;
import dev.hearth.proto.v1.ListTasksReply;
import dev.hearth.proto.v1.ListTasksRequest;
import dev.hearth.proto.v1.LogChunk;
import dev.hearth.proto.v1.LogType;
import dev.hearth.proto.v1.PartialOutput;
import dev.hearth.proto.v1.StatusChanged;
import dev.hearth.proto.v1.SubmitAndWatchRequest;
import dev.hearth.proto.v1.SubmitRequest;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.proto.v1.TaskStatus;
import dev.hearth.proto.v1.TaskUpdate;
import dev.hearth.proto.v1.TasksGrpc;
import dev.hearth.proto.v1.Transition;
import dev.hearth.proto.v1.WatchOptions;
import dev.hearth.proto.v1.WatchRequest;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler whose tasks do what a test says. It speaks the real contract over a real connection, can be stopped and
 * started again on its port with its memory intact, and can play a standby.
 */
public final class ScriptedScheduler extends TasksGrpc.TasksImplBase implements AutoCloseable {
    public static final String KEY = "test-key-of-thirty-two-characters-or-more";

    private final Map<String, Held> tasks = new LinkedHashMap<>();
    private final Map<String, SubmitRequest> keys = new HashMap<>();
    private final BlockingQueue<TaskSpec> submitted = new LinkedBlockingQueue<>();
    private final ScriptedSessions sessions = new ScriptedSessions();
    private final int port;
    private FakeServer server;
    private int submissions;
    private boolean dropsNextAcknowledgement;
    private boolean completesAtOnce;
    private @Nullable String leader;

    public ScriptedScheduler() {
        this.port = FreePorts.find(1).getFirst(); // for a second start as well
        this.server = new FakeServer(port, KEY, this, sessions);
    }

    public ScriptedSessions sessions() {
        return sessions;
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Ends every connection and every call, as a killed process does. */
    public void stop() {
        server.stop();
        synchronized (this) {
            tasks.values().forEach(held -> held.watchers.clear());
        }
    }

    public void startAgain() {
        server = new FakeServer(port, KEY, this, sessions);
    }

    @Override
    public void close() {
        stop();
    }

    /** From now on every command is refused with this leader's address; null: decides again. */
    public synchronized void standBehind(@Nullable String address) {
        leader = address;
    }

    /** Stores the next submission and answers with a broken connection. */
    public synchronized void dropNextAcknowledgement() {
        dropsNextAcknowledgement = true;
    }

    /** Every task runs and completes with its input as output as soon as it is submitted. */
    public synchronized void completeAtOnce() {
        completesAtOnce = true;
    }

    /** The next submitted task. */
    public TaskSpec nextSubmission() {
        try {
            TaskSpec spec = submitted.poll(10, TimeUnit.SECONDS);
            if (spec == null) {
                throw new AssertionError("no task was submitted");
            }
            return spec;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** How often a submission arrived, repeated ones included. */
    public synchronized int submissions() {
        return submissions;
    }

    public synchronized boolean hasWatchers(String taskId) {
        return !held(taskId).watchers.isEmpty();
    }

    /** Puts a task there without anybody's request. */
    public synchronized void put(TaskSpec spec) {
        tasks.put(spec.getTaskId(), new Held(spec));
    }

    public synchronized void status(String taskId, TaskStatus status) {
        Held held = held(taskId);
        held.move(status);
        held.tell(
                TaskUpdate.newBuilder()
                        .setStatus(StatusChanged.newBuilder()
                                .setStatus(status)
                                .setAt(held.task.getUpdatedAt())
                                .setAttempt(held.task.getAttempt())
                                .setVersion(held.task.getVersion())
                                .setEngineId(held.task.getEngineId()))
                        .build(),
                WatchOptions::getStatuses);
    }

    public synchronized void output(String taskId, String json) {
        Held held = held(taskId);
        held.task.setOutput(ByteString.copyFromUtf8(json));
        held.tell(
                TaskUpdate.newBuilder()
                        .setOutput(PartialOutput.newBuilder()
                                .setAttempt(held.task.getAttempt())
                                .setSequence(++held.outputs)
                                .setOutput(held.task.getOutput()))
                        .build(),
                WatchOptions::getOutputs);
    }

    public synchronized void log(String taskId, String content) {
        Held held = held(taskId);
        LogChunk chunk = LogChunk.newBuilder()
                .setType(LogType.LOG_TYPE_RUN)
                .setAt(now())
                .setContent(content)
                .setAttempt(held.task.getAttempt())
                .setSequence(held.task.getLogsCount() + 1L)
                .build();
        held.task.addLogs(chunk);
        held.tell(TaskUpdate.newBuilder().setLog(chunk).build(), WatchOptions::getLogs);
    }

    public synchronized void complete(String taskId, String output) {
        Held held = held(taskId);
        held.task.setOutput(ByteString.copyFromUtf8(output));
        end(held, TaskStatus.TASK_STATUS_COMPLETED);
    }

    public synchronized void fail(String taskId, String error, String code) {
        Held held = held(taskId);
        held.task.setError(error).setErrorCode(code);
        end(held, TaskStatus.TASK_STATUS_FAILED);
    }

    /** Ends a task without output. */
    public synchronized void finish(String taskId, TaskStatus status) {
        end(held(taskId), status);
    }

    /** Completes a task while nobody is told, as when the connection is down. */
    public synchronized void completeSilently(String taskId, String output) {
        Held held = held(taskId);
        held.task.setOutput(ByteString.copyFromUtf8(output));
        held.move(TaskStatus.TASK_STATUS_COMPLETED);
    }

    /** Moves a task while nobody is told. */
    public synchronized void statusSilently(String taskId, TaskStatus status) {
        held(taskId).move(status);
    }

    @Override
    public synchronized void submit(SubmitRequest request, StreamObserver<Task> answer) {
        guarded(answer, () -> {
            Held held = store(request);
            if (dropsNextAcknowledgement) {
                dropsNextAcknowledgement = false;
                answer.onError(io.grpc.Status.UNAVAILABLE.asRuntimeException());
                return;
            }
            finishAtOnce(held);
            answer.onNext(held.task.build());
            answer.onCompleted();
        });
    }

    @Override
    public synchronized void submitAndWatch(SubmitAndWatchRequest request, StreamObserver<TaskUpdate> answer) {
        guarded(answer, () -> {
            Held held = store(request.getSubmit());
            if (dropsNextAcknowledgement) {
                dropsNextAcknowledgement = false;
                answer.onError(io.grpc.Status.UNAVAILABLE.asRuntimeException());
                return;
            }
            held.watch(answer, request.getOptions());
            finishAtOnce(held);
        });
    }

    @Override
    public synchronized void watch(WatchRequest request, StreamObserver<TaskUpdate> answer) {
        guarded(answer, () -> require(request.getTaskId(), request.getTeamId()).watch(answer, request.getOptions()));
    }

    @Override
    public synchronized void getTask(GetTaskRequest request, StreamObserver<Task> answer) {
        guarded(answer, () -> {
            answer.onNext(require(request.getTaskId(), request.getTeamId()).task.build());
            answer.onCompleted();
        });
    }

    @Override
    public synchronized void listTasks(ListTasksRequest request, StreamObserver<ListTasksReply> answer) {
        guarded(answer, () -> {
            ListTasksReply.Builder reply = ListTasksReply.newBuilder();
            for (Held held : tasks.values()) {
                boolean wanted = held.task.getSpec().getTeamId().equals(request.getTeamId())
                        && (request.getStatusesCount() == 0
                                || request.getStatusesList().contains(held.task.getStatus()));
                if (wanted) {
                    reply.addTasks(0, held.task.clone().clearLogs());
                }
            }
            answer.onNext(reply.setTotal(reply.getTasksCount()).build());
            answer.onCompleted();
        });
    }

    @Override
    public synchronized void cancelTask(CancelTaskRequest request, StreamObserver<Task> answer) {
        guarded(answer, () -> {
            Held held = require(request.getTaskId(), request.getTeamId());
            if (!isFinal(held.task.getStatus())) {
                if (held.task.getAttempt() > 0) {
                    status(request.getTaskId(), TaskStatus.TASK_STATUS_CANCELLING);
                } else {
                    end(held, TaskStatus.TASK_STATUS_CANCELLED);
                }
            }
            answer.onNext(held.task.build());
            answer.onCompleted();
        });
    }

    @Override
    public synchronized void deleteTask(DeleteTaskRequest request, StreamObserver<DeleteTaskReply> answer) {
        guarded(answer, () -> {
            Held held = require(request.getTaskId(), request.getTeamId());
            if (!isFinal(held.task.getStatus())) {
                throw new ServiceException(ErrorCode.CONFLICT, "task %s is not final".formatted(request.getTaskId()));
            }
            tasks.remove(request.getTaskId());
            answer.onNext(DeleteTaskReply.getDefaultInstance());
            answer.onCompleted();
        });
    }

    @Override
    public synchronized void listLogs(ListLogsRequest request, StreamObserver<ListLogsReply> answer) {
        guarded(answer, () -> {
            Held held = require(request.getTaskId(), request.getTeamId());
            answer.onNext(ListLogsReply.newBuilder()
                    .setStatus(held.task.getStatus())
                    .addAllTransitions(held.task.getTransitionsList())
                    .addAllLogs(held.task.getLogsList())
                    .build());
            answer.onCompleted();
        });
    }

    private void guarded(StreamObserver<?> answer, Runnable work) {
        if (leader != null) {
            answer.onError(GrpcErrors.notLeader(leader));
            return;
        }
        try {
            work.run();
        } catch (ServiceException e) {
            answer.onError(GrpcErrors.toGrpc(e));
        }
    }

    private Held store(SubmitRequest request) {
        sessions.admit(request.getSpec());
        submissions++;
        String key = request.getIdempotencyKey().getKey();
        if (!key.isEmpty()) {
            SubmitRequest known = keys.putIfAbsent(key, request);
            if (known != null) {
                boolean same = known.getIdempotencyKey()
                        .getDigest()
                        .equals(request.getIdempotencyKey().getDigest());
                if (!same) {
                    throw new ServiceException(ErrorCode.CONFLICT, "idempotency key %s is taken".formatted(key));
                }
                return held(known.getSpec().getTaskId());
            }
        }
        TaskSpec spec = request.getSpec();
        Held held = tasks.get(spec.getTaskId());
        if (held == null) {
            held = new Held(spec);
            tasks.put(spec.getTaskId(), held);
            submitted.add(spec);
        }
        return held;
    }

    private void finishAtOnce(Held held) {
        if (completesAtOnce && !isFinal(held.task.getStatus())) {
            String id = held.task.getSpec().getTaskId();
            status(id, TaskStatus.TASK_STATUS_DISPATCHED);
            status(id, TaskStatus.TASK_STATUS_RUNNING);
            complete(id, held.task.getSpec().getInput().toStringUtf8());
        }
    }

    private void end(Held held, TaskStatus status) {
        held.move(status);
        held.tellEnd();
    }

    private Held held(String taskId) {
        Held held = tasks.get(taskId);
        if (held == null) {
            throw new ServiceException(ErrorCode.NOT_FOUND, "task not found: " + taskId);
        }
        return held;
    }

    private Held require(String taskId, String teamId) {
        Held held = held(taskId);
        if (!held.task.getSpec().getTeamId().equals(teamId)) {
            throw new ServiceException(ErrorCode.NOT_FOUND, "task not found: " + taskId);
        }
        return held;
    }

    private static boolean isFinal(TaskStatus status) {
        return status == TaskStatus.TASK_STATUS_COMPLETED
                || status == TaskStatus.TASK_STATUS_FAILED
                || status == TaskStatus.TASK_STATUS_CANCELLED;
    }

    private static Timestamp now() {
        Instant now = Instant.now();
        return Timestamp.newBuilder()
                .setSeconds(now.getEpochSecond())
                .setNanos(now.getNano())
                .build();
    }

    /** A task and who follows it. */
    private static final class Held {
        private final Task.Builder task;
        private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
        private long outputs;

        Held(TaskSpec spec) {
            Timestamp now = now();
            task = Task.newBuilder().setSpec(spec).setCreatedAt(now);
            move(TaskStatus.TASK_STATUS_RECEIVED);
        }

        void move(TaskStatus status) {
            Timestamp now = now();
            if (status == TaskStatus.TASK_STATUS_DISPATCHED) {
                task.setAttempt(task.getAttempt() + 1).setEngineId("engine-1");
            }
            task.setStatus(status)
                    .setUpdatedAt(now)
                    .setVersion(task.getVersion() + 1)
                    .addTransitions(
                            Transition.newBuilder().setStatus(status).setAt(now).setAttempt(task.getAttempt()));
        }

        void watch(StreamObserver<TaskUpdate> answer, WatchOptions options) {
            Watcher watcher = new Watcher(answer, options);
            if (isFinal(task.getStatus())) {
                watcher.end(task);
                return;
            }
            watchers.add(watcher);
            ((ServerCallStreamObserver<TaskUpdate>) answer).setOnCancelHandler(() -> watchers.remove(watcher));
            watcher.answer.onNext(
                    TaskUpdate.newBuilder().setSnapshot(watcher.seen(task)).build());
        }

        void tell(TaskUpdate update, Predicate<WatchOptions> wanted) {
            for (Watcher watcher : watchers) {
                if (wanted.test(watcher.options)) {
                    watcher.answer.onNext(update);
                }
            }
        }

        void tellEnd() {
            watchers.forEach(watcher -> watcher.end(task));
            watchers.clear();
        }
    }

    private record Watcher(StreamObserver<TaskUpdate> answer, WatchOptions options) {
        void end(Task.Builder task) {
            answer.onNext(TaskUpdate.newBuilder().setFinal(seen(task)).build());
            answer.onCompleted();
        }

        Task seen(Task.Builder task) {
            if (!options.getOmitInput()) {
                return task.build();
            }
            return task.clone()
                    .setSpec(task.getSpec().toBuilder().clearInput().clearSetup())
                    .build();
        }
    }
}
