package dev.hearth.scheduler.testing;

import dev.hearth.credentials.Credentials;
import dev.hearth.credentials.InternalKey;
import dev.hearth.credentials.Principal;
import dev.hearth.proto.v1.GetTaskRequest;
import dev.hearth.proto.v1.SessionsGrpc;
import dev.hearth.proto.v1.SubmitRequest;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.proto.v1.TaskStatus;
import dev.hearth.proto.v1.TaskUpdate;
import dev.hearth.proto.v1.TasksGrpc;
import dev.hearth.proto.v1.WatchOptions;
import dev.hearth.proto.v1.WatchRequest;
import dev.hearth.testing.Await;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What a gateway does with the scheduler, and engines to go with it. */
public final class SchedulerClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ManagedChannel channel;
    private final InternalKey key;
    private final TasksGrpc.TasksBlockingStub tasks;
    private final SessionsGrpc.SessionsBlockingStub sessions;
    private final List<ScriptedEngine> engines = new ArrayList<>();

    public SchedulerClient(String host, int port, String internalKey) {
        this.channel =
                ManagedChannelBuilder.forAddress(host, port).usePlaintext().build();
        this.key = new InternalKey(internalKey);
        this.tasks = TasksGrpc.newBlockingStub(channel)
                .withInterceptors(Credentials.attach(key.credentialOf(Principal.service("gateway"))));
        this.sessions = SessionsGrpc.newBlockingStub(channel)
                .withInterceptors(Credentials.attach(key.credentialOf(Principal.service("gateway"))));
    }

    public SessionsGrpc.SessionsBlockingStub sessions() {
        return sessions;
    }

    public TasksGrpc.TasksBlockingStub tasks() {
        return tasks;
    }

    public ManagedChannel channel() {
        return channel;
    }

    /** A connected engine that leaves with the test. */
    public ScriptedEngine engine(int workers) {
        ScriptedEngine engine = new ScriptedEngine(channel, key, workers);
        engines.add(engine);
        return engine.connect();
    }

    public Task submit(TaskSpec spec) {
        return tasks.submit(SubmitRequest.newBuilder().setSpec(spec).build());
    }

    public Task get(String taskId) {
        return tasks.getTask(GetTaskRequest.newBuilder().setTaskId(taskId).build());
    }

    /** Follows the task until it has ended. */
    public Task awaitFinal(String taskId) {
        return follow(taskId).getLast().getFinal();
    }

    /** All that a follower is told, until the task has ended. */
    public List<TaskUpdate> follow(String taskId) {
        List<TaskUpdate> updates = new ArrayList<>();
        tasks.withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .watch(WatchRequest.newBuilder()
                        .setTaskId(taskId)
                        .setOptions(WatchOptions.newBuilder()
                                .setStatuses(true)
                                .setOutputs(true)
                                .setLogs(true))
                        .build())
                .forEachRemaining(updates::add);
        return updates;
    }

    /** The task, once it is like this. */
    public Task await(String taskId, Predicate<Task> wanted) {
        return Await.present(
                () -> "a task as wanted, it is " + get(taskId),
                () -> Optional.of(get(taskId)).filter(wanted));
    }

    public Task awaitStatus(String taskId, TaskStatus status) {
        return await(taskId, task -> task.getStatus() == status);
    }

    @Override
    public void close() {
        engines.forEach(ScriptedEngine::close);
        channel.shutdownNow();
    }
}
