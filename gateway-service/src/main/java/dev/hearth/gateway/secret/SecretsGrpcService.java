package dev.hearth.gateway.secret;

import dev.hearth.credentials.CredentialServerInterceptor;
import dev.hearth.credentials.Principal;
import dev.hearth.ids.EngineId;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.GetSecretsReply;
import dev.hearth.proto.v1.GetSecretsRequest;
import dev.hearth.proto.v1.GetToolSecretsRequest;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;

/**
 * Secrets as engines ask for them: of a task they hold, the ones it declares; and as agent-service does: for the tools of a
 * team, by name.
 */
@GrpcService
class SecretsGrpcService implements dev.hearth.proto.v1.Secrets {
    private static final Principal AGENT = Principal.service("agent");
    private static final int MAX_NAMES = 100;

    private final Secrets secrets;
    private final Assignments assignments;

    SecretsGrpcService(Secrets secrets, Assignments assignments) {
        this.secrets = secrets;
        this.assignments = assignments;
    }

    @Override
    public Uni<GetSecretsReply> getSecrets(GetSecretsRequest request) {
        Principal caller = CredentialServerInterceptor.CALLER.get();
        if (caller.kind() != Principal.Kind.ENGINE) {
            return Uni.createFrom().failure(SecretErrors.notForServices());
        }
        if (request.getTaskId().isEmpty()) {
            return Uni.createFrom().failure(SecretErrors.missing("task_id"));
        }
        return assignments
                .requireHeld(new EngineId(caller.name()), new TaskId(request.getTaskId()), request.getAttempt())
                .chain(task -> secrets.values(
                        new TeamId(task.getSpec().getTeamId()), task.getSpec().getSecretNamesList()))
                .map(values -> GetSecretsReply.newBuilder().putAllValues(values).build());
    }

    @Override
    public Uni<GetSecretsReply> getToolSecrets(GetToolSecretsRequest request) {
        if (!AGENT.equals(CredentialServerInterceptor.CALLER.get())) {
            return Uni.createFrom().failure(SecretErrors.onlyForAgents());
        }
        if (request.getTeamId().isEmpty()) {
            return Uni.createFrom().failure(SecretErrors.missing("team_id"));
        }
        if (request.getNamesCount() > MAX_NAMES) {
            return Uni.createFrom().failure(SecretErrors.tooManyNames(request.getNamesCount(), MAX_NAMES));
        }
        return secrets.valuesOfKnown(new TeamId(request.getTeamId()), request.getNamesList())
                .map(values -> GetSecretsReply.newBuilder().putAllValues(values).build());
    }
}
