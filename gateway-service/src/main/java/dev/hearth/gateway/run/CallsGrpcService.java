package dev.hearth.gateway.run;

import com.google.protobuf.UnsafeByteOperations;
import dev.hearth.credentials.CredentialServerInterceptor;
import dev.hearth.credentials.Principal;
import dev.hearth.gateway.catalog.AppReference;
import dev.hearth.gateway.catalog.FunctionDescription;
import dev.hearth.gateway.http.RequirementsNotMet;
import dev.hearth.proto.v1.CallRequest;
import dev.hearth.proto.v1.CallTarget;
import dev.hearth.proto.v1.CallsGrpc;
import dev.hearth.proto.v1.CancelTaskRequest;
import dev.hearth.proto.v1.DescribeCallRequest;
import dev.hearth.proto.v1.GetTaskRequest;
import dev.hearth.proto.v1.SubmitAndWatchCallRequest;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskUpdate;
import dev.hearth.proto.v1.UnmetRequirements;
import dev.hearth.proto.v1.WatchRequest;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Apps as agent-service calls them; nobody else may. */
@GrpcService
public class CallsGrpcService extends CallsGrpc.CallsImplBase {
    private static final Principal AGENT = Principal.service("agent");

    private final ServiceCalls calls;
    private final ShownToServices shown;
    private final Vertx vertx;

    public CallsGrpcService(ServiceCalls calls, ShownToServices shown, Vertx vertx) {
        this.calls = calls;
        this.shown = shown;
        this.vertx = vertx;
    }

    @Override
    public void describe(DescribeCallRequest request, StreamObserver<CallTarget> out) {
        answer(
                out,
                () -> calls.describe(
                                CallRequests.toCaller(request.getCaller()),
                                AppReference.parse(CallRequests.present("app", request.getApp())),
                                request.getFunction().isEmpty() ? null : request.getFunction())
                        .map(CallsGrpcService::toMessage));
    }

    @Override
    public void submit(CallRequest request, StreamObserver<Task> out) {
        answer(out, () -> calls.submit(request));
    }

    @Override
    public void submitAndWatch(SubmitAndWatchCallRequest request, StreamObserver<TaskUpdate> out) {
        follow(out, stream -> calls.submitAndWatch(request.getCall(), request.getOptions(), stream));
    }

    @Override
    public void watch(WatchRequest request, StreamObserver<TaskUpdate> out) {
        follow(out, stream -> {
            CallRequests.toTaskId(request.getTaskId());
            CallRequests.present("team_id", request.getTeamId());
            calls.watch(request, stream);
        });
    }

    @Override
    public void getTask(GetTaskRequest request, StreamObserver<Task> out) {
        answer(out, () -> {
            CallRequests.toTaskId(request.getTaskId());
            CallRequests.present("team_id", request.getTeamId());
            return calls.getTask(request);
        });
    }

    @Override
    public void cancel(CancelTaskRequest request, StreamObserver<Task> out) {
        answer(out, () -> {
            CallRequests.toTaskId(request.getTaskId());
            CallRequests.present("team_id", request.getTeamId());
            return calls.cancel(request);
        });
    }

    private <T> void answer(StreamObserver<T> out, Supplier<Uni<T>> work) {
        Principal caller = CredentialServerInterceptor.CALLER.get();
        vertx.getOrCreateContext()
                .runOnContext(_ -> Uni.createFrom()
                        .deferred(() -> {
                            requireAgent(caller);
                            return work.get();
                        })
                        .subscribe()
                        .with(
                                value -> {
                                    out.onNext(value);
                                    out.onCompleted();
                                },
                                failure -> out.onError(CallErrors.told(failure))));
    }

    private void follow(StreamObserver<TaskUpdate> out, Consumer<CallStream> work) {
        Principal caller = CredentialServerInterceptor.CALLER.get();
        Context loop = vertx.getOrCreateContext();
        CallStream stream = new CallStream((ServerCallStreamObserver<TaskUpdate>) out, shown, loop);
        loop.runOnContext(_ -> {
            try {
                requireAgent(caller);
                work.accept(stream);
            } catch (RuntimeException failure) {
                stream.failed(failure);
            }
        });
    }

    private static void requireAgent(Principal caller) {
        if (!AGENT.equals(caller)) {
            throw CallErrors.onlyForAgents(caller.kind() + " " + caller.name());
        }
    }

    private static CallTarget toMessage(DescribedCall call) {
        FunctionDescription described = call.function();
        var function = described.function();
        CallTarget.Builder target = CallTarget.newBuilder()
                .setAppId(function.appId().value())
                .setAppVersionId(function.versionId().value())
                .setAppName(function.namespace() + "/" + function.appName())
                .setFunction(function.function())
                .setDescription(described.description())
                .setInputSchema(UnsafeByteOperations.unsafeWrap(described.inputSchema()))
                .setOutputSchema(UnsafeByteOperations.unsafeWrap(described.outputSchema()));
        if (!call.unmet().isEmpty()) {
            RequirementsNotMet refusal = new RequirementsNotMet(call.unmet());
            target.setUnmet(UnmetRequirements.newBuilder()
                    .setMessage(String.valueOf(refusal.getMessage()))
                    .setList(refusal.listAsJson()));
        }
        return target.build();
    }
}
