package dev.hearth.agent.calls;

import dev.hearth.agent.access.Caller;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.CallsGrpc;
import dev.hearth.proto.v1.GetSecretsReply;
import dev.hearth.proto.v1.GetToolSecretsRequest;
import dev.hearth.proto.v1.SecretsGrpc;
import io.grpc.MethodDescriptor;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Apps and secrets, asked for at the gateway. Questions are repeated for as long as the budget says, then fail as
 * {@code unavailable}; tasks are followed for ever. Answers come on the Vert.x context that asked, if there is one.
 */
@Singleton
class GatewayCalls implements AppCalls, ToolSecrets {
    private final Vertx vertx;
    private final CallsConfig config;
    private final GatewayChannel gateway;

    GatewayCalls(Vertx vertx, CallsConfig config, GatewayChannel gateway) {
        this.vertx = vertx;
        this.config = config;
        this.gateway = gateway;
    }

    @Override
    public Uni<CallTarget> describe(Caller caller, String app, @Nullable String function) {
        return ask(CallsGrpc.getDescribeMethod(), CallsMapper.toDescribe(caller, app, function))
                .map(CallsMapper::toTarget);
    }

    @Override
    public TaskRun submitAndWatch(AppCall call, TaskListener listener) {
        return follow(call.caller(), call.task(), listener)
                .submitting(CallsMapper.toSubmission(call, CallsMapper.toOptions(listener)))
                .start();
    }

    @Override
    public TaskRun watch(Caller caller, TaskId task, TaskListener listener) {
        return follow(caller, task, listener).start();
    }

    @Override
    public Uni<CalledTask> cancel(Caller caller, TaskId task, boolean force) {
        return ask(CallsGrpc.getCancelMethod(), CallsMapper.toCancel(caller, task, force, config.stopGrace()))
                .map(CallsMapper::toTask);
    }

    @Override
    public Uni<CalledTask> getTask(Caller caller, TaskId task) {
        return ask(CallsGrpc.getGetTaskMethod(), CallsMapper.toGet(caller, task))
                .map(CallsMapper::toTask);
    }

    @Override
    public Uni<Map<String, String>> valuesOf(TeamId team, Set<String> names) {
        if (names.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        GetToolSecretsRequest request = GetToolSecretsRequest.newBuilder()
                .setTeamId(team.value())
                .addAllNames(names)
                .build();
        return ask(SecretsGrpc.getGetToolSecretsMethod(), request).map(GetSecretsReply::getValuesMap);
    }

    private TaskFollow follow(Caller caller, TaskId task, TaskListener listener) {
        return new TaskFollow(gateway, context(), listener, CallsMapper.toWatch(caller, task, listener));
    }

    private <Q, A> Uni<A> ask(MethodDescriptor<Q, A> method, Q request) {
        return Uni.createFrom()
                .emitter(emitter ->
                        new UnaryCall<>(gateway, context(), config.budget(), method, request, emitter).start());
    }

    private ContextInternal context() {
        @Nullable ContextInternal current = ContextInternal.current();
        return current == null ? ((VertxInternal) vertx).createEventLoopContext() : current;
    }
}
