package dev.hearth.agent.testing;

import com.google.protobuf.ByteString;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.proto.v1.CallRequest;
import dev.hearth.proto.v1.CallTarget;
import dev.hearth.proto.v1.CallsGrpc;
import dev.hearth.proto.v1.CancelTaskRequest;
import dev.hearth.proto.v1.DescribeCallRequest;
import dev.hearth.proto.v1.GetSecretsReply;
import dev.hearth.proto.v1.GetTaskRequest;
import dev.hearth.proto.v1.GetToolSecretsRequest;
import dev.hearth.proto.v1.SecretsGrpc;
import dev.hearth.proto.v1.SubmitAndWatchCallRequest;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskUpdate;
import dev.hearth.proto.v1.UnmetRequirements;
import dev.hearth.proto.v1.WatchRequest;
import io.grpc.BindableService;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** What the scripted gateway knows, and its gRPC services. Every method holds its lock. */
final class ScriptedGateway {
    private final Map<String, ScriptedApp> apps = new HashMap<>();
    private final Map<String, ScriptedTask> tasks = new HashMap<>();
    private final Map<String, CancelTaskRequest> cancellations = new ConcurrentHashMap<>();
    private final Map<String, Integer> submissions = new HashMap<>();
    private final Map<String, Map<String, String>> secrets = new HashMap<>();
    private final Set<String> droppingAcknowledgements = new HashSet<>();

    List<BindableService> services() {
        return List.of(new Calls(), new Secrets());
    }

    synchronized ScriptedApp app(String name) {
        return apps.computeIfAbsent(name, ScriptedApp::new);
    }

    synchronized void secret(String team, String name, String value) {
        secrets.computeIfAbsent(team, _ -> new HashMap<>()).put(name, value);
    }

    synchronized int submissions(String taskId) {
        return submissions.getOrDefault(taskId, 0);
    }

    synchronized void dropNextAcknowledgement(String ref) {
        droppingAcknowledgements.add(ref);
    }

    synchronized ScriptedTask require(String taskId) {
        ScriptedTask task = tasks.get(taskId);
        if (task == null) {
            throw new ServiceException(ErrorCode.NOT_FOUND, "task not found: " + taskId);
        }
        return task;
    }

    CancelTaskRequest cancellation(String taskId) {
        return Objects.requireNonNull(cancellations.get(taskId), "nobody has cancelled " + taskId);
    }

    private ScriptedTask require(String taskId, String team) {
        ScriptedTask task = require(taskId);
        if (!task.seen().getSpec().getTeamId().equals(team)) {
            throw new ServiceException(ErrorCode.NOT_FOUND, "task not found: " + taskId);
        }
        return task;
    }

    private ScriptedApp appOf(String reference) {
        ScriptedApp app = apps.get(reference.split("[:@]", 2)[0]);
        if (app == null) {
            throw new ServiceException(ErrorCode.NOT_FOUND, "app not found: " + reference);
        }
        return app;
    }

    /** Insert-or-return by task id. */
    private synchronized ScriptedTask submit(CallRequest call) {
        submissions.merge(call.getTaskId(), 1, Integer::sum);
        ScriptedTask known = tasks.get(call.getTaskId());
        if (known != null) {
            return known;
        }
        ScriptedApp app = appOf(call.getApp());
        if (!app.missing().isEmpty()) {
            UnmetRequirements unmet = unmet(app);
            throw new ServiceException(ErrorCode.REQUIREMENTS_NOT_MET, unmet.getMessage(), unmet.getList());
        }
        ScriptedTask task = new ScriptedTask(call);
        tasks.put(call.getTaskId(), task);
        task.play(app.playFor(call));
        if (droppingAcknowledgements.remove(app.ref())) {
            throw Status.UNAVAILABLE
                    .withDescription("the test cut the connection")
                    .asRuntimeException();
        }
        return task;
    }

    private synchronized boolean isSilent(String reference) {
        ScriptedApp app = apps.get(reference);
        return app != null && app.isSilent();
    }

    private synchronized CallTarget describe(DescribeCallRequest request) {
        ScriptedApp app = appOf(request.getApp());
        CallTarget.Builder target = CallTarget.newBuilder()
                .setAppId("id-of-" + app.ref())
                .setAppVersionId("version-of-" + app.ref())
                .setAppName(app.ref())
                .setFunction(request.getFunction().isEmpty() ? "run" : request.getFunction())
                .setDescription(app.description())
                .setInputSchema(ByteString.copyFromUtf8(app.inputSchema()))
                .setOutputSchema(ByteString.copyFromUtf8(app.outputSchema()));
        return app.missing().isEmpty()
                ? target.build()
                : target.setUnmet(unmet(app)).build();
    }

    private static UnmetRequirements unmet(ScriptedApp app) {
        String message = "secret %s is not set".formatted(app.missing());
        return UnmetRequirements.newBuilder()
                .setMessage(message)
                .setList(
                        "[{\"type\":\"secret\",\"key\":\"%s\",\"message\":\"%s\",\"action\":{\"type\":\"add_secret\"}}]"
                                .formatted(app.missing(), message))
                .build();
    }

    private static <A> void answer(StreamObserver<A> observer, Supplier<A> work) {
        guarded(observer, () -> {
            observer.onNext(work.get());
            observer.onCompleted();
        });
    }

    /** What a method throws is its answer. */
    private static void guarded(StreamObserver<?> observer, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            observer.onError(e);
        }
    }

    private final class Calls extends CallsGrpc.CallsImplBase {
        @Override
        public void describe(DescribeCallRequest request, StreamObserver<CallTarget> observer) {
            if (!isSilent(request.getApp())) {
                answer(observer, () -> ScriptedGateway.this.describe(request));
            }
        }

        @Override
        public void submit(CallRequest request, StreamObserver<Task> observer) {
            answer(observer, () -> ScriptedGateway.this.submit(request).seen());
        }

        @Override
        public void submitAndWatch(SubmitAndWatchCallRequest request, StreamObserver<TaskUpdate> observer) {
            guarded(
                    observer,
                    () -> ScriptedGateway.this.submit(request.getCall()).follow(observer, request.getOptions()));
        }

        @Override
        public void watch(WatchRequest request, StreamObserver<TaskUpdate> observer) {
            guarded(
                    observer,
                    () -> require(request.getTaskId(), request.getTeamId()).follow(observer, request.getOptions()));
        }

        @Override
        public void getTask(GetTaskRequest request, StreamObserver<Task> observer) {
            answer(
                    observer,
                    () -> require(request.getTaskId(), request.getTeamId()).seen());
        }

        @Override
        public void cancel(CancelTaskRequest request, StreamObserver<Task> observer) {
            answer(observer, () -> {
                ScriptedTask task = require(request.getTaskId(), request.getTeamId());
                cancellations.put(request.getTaskId(), request);
                task.cancel();
                return task.seen();
            });
        }
    }

    private final class Secrets extends SecretsGrpc.SecretsImplBase {
        @Override
        public void getToolSecrets(GetToolSecretsRequest request, StreamObserver<GetSecretsReply> observer) {
            GetSecretsReply.Builder reply = GetSecretsReply.newBuilder();
            synchronized (ScriptedGateway.this) {
                Map<String, String> known = secrets.getOrDefault(request.getTeamId(), Map.of());
                request.getNamesList().stream()
                        .filter(known::containsKey)
                        .forEach(name -> reply.putValues(name, known.get(name)));
            }
            answer(observer, reply::build);
        }
    }
}
