package dev.hearth.gateway.testing;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.GrpcErrors;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.TaskId;
import dev.hearth.proto.v1.GetTaskRequest;
import dev.hearth.proto.v1.SubmitRequest;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskStatus;
import dev.hearth.proto.v1.TaskUpdate;
import dev.hearth.proto.v1.TasksGrpc;
import dev.hearth.proto.v1.WatchRequest;
import io.grpc.stub.StreamObserver;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** A scheduler whose tasks do what the test says. Safe for any thread: every method holds its lock. */
@Singleton
public class FakeScheduler {
    private final Map<String, Task> tasks = new HashMap<>();
    private final Map<String, List<StreamObserver<TaskUpdate>>> watchers = new HashMap<>();
    private final int port;
    private final String internalKey;
    private @Nullable FakeServer server;
    private boolean refusesSubmissions;

    FakeScheduler(
            @ConfigProperty(name = "hearth.test.scheduler-port") int port,
            @ConfigProperty(name = "hearth.gateway.internal-key") String internalKey) {
        this.port = port;
        this.internalKey = internalKey;
    }

    void onStart(@Observes StartupEvent event) {
        server = new FakeServer(port, internalKey, new Service(), new ScriptedSessions());
    }

    @PreDestroy
    void stop() {
        if (server != null) {
            server.stop();
        }
    }

    /** Answers submissions with an error that no second try heals, or takes them again. */
    public synchronized void refuseSubmissions(boolean refuses) {
        refusesSubmissions = refuses;
    }

    public synchronized Optional<Task> find(TaskId id) {
        return Optional.ofNullable(tasks.get(id.value()));
    }

    /** Changes a task; its watchers are told. */
    public synchronized void change(TaskId id, UnaryOperator<Task> change) {
        Task task = change.apply(find(id).orElseThrow());
        tasks.put(id.value(), task);
        List<StreamObserver<TaskUpdate>> told = watchers.getOrDefault(id.value(), List.of());
        told.forEach(watcher -> tell(watcher, task));
        if (isFinal(task.getStatus())) {
            watchers.remove(id.value());
        }
    }

    /** A class of its own: a bean that is a gRPC service would be served by the application itself. */
    private final class Service extends TasksGrpc.TasksImplBase {
        @Override
        public void submit(SubmitRequest request, StreamObserver<Task> answer) {
            synchronized (FakeScheduler.this) {
                if (refusesSubmissions) {
                    answer.onError(
                            GrpcErrors.toGrpc(new ServiceException(ErrorCode.INVALID_REQUEST, "refused by the test")));
                    return;
                }
                Task task = tasks.computeIfAbsent(request.getSpec().getTaskId(), _ -> received(request));
                answer.onNext(task);
                answer.onCompleted();
            }
        }

        @Override
        public void getTask(GetTaskRequest request, StreamObserver<Task> answer) {
            synchronized (FakeScheduler.this) {
                Task task = tasks.get(request.getTaskId());
                if (task == null) {
                    answer.onError(unknown(request.getTaskId()));
                    return;
                }
                answer.onNext(task);
                answer.onCompleted();
            }
        }

        @Override
        public void watch(WatchRequest request, StreamObserver<TaskUpdate> answer) {
            synchronized (FakeScheduler.this) {
                Task task = tasks.get(request.getTaskId());
                if (task == null) {
                    answer.onError(unknown(request.getTaskId()));
                    return;
                }
                tell(answer, task);
                if (!isFinal(task.getStatus())) {
                    watchers.computeIfAbsent(request.getTaskId(), _ -> new ArrayList<>())
                            .add(answer);
                }
            }
        }
    }

    private static void tell(StreamObserver<TaskUpdate> watcher, Task task) {
        if (isFinal(task.getStatus())) {
            watcher.onNext(TaskUpdate.newBuilder().setFinal(task).build());
            watcher.onCompleted();
        } else {
            watcher.onNext(TaskUpdate.newBuilder().setSnapshot(task).build());
        }
    }

    private static boolean isFinal(TaskStatus status) {
        return status == TaskStatus.TASK_STATUS_COMPLETED
                || status == TaskStatus.TASK_STATUS_FAILED
                || status == TaskStatus.TASK_STATUS_CANCELLED;
    }

    private static Task received(SubmitRequest request) {
        return Task.newBuilder()
                .setSpec(request.getSpec())
                .setStatus(TaskStatus.TASK_STATUS_RECEIVED)
                .setVersion(1)
                .build();
    }

    private static Throwable unknown(String id) {
        return GrpcErrors.toGrpc(new ServiceException(ErrorCode.NOT_FOUND, "task not found: " + id));
    }
}
