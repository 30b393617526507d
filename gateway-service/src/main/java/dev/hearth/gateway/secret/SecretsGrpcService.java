package dev.hearth.gateway.secret;

import dev.hearth.credentials.CredentialServerInterceptor;
import dev.hearth.credentials.Principal;
import dev.hearth.ids.EngineId;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.GetSecretsReply;
import dev.hearth.proto.v1.GetSecretsRequest;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;

/** Secrets as engines ask for them: of a task they hold, the ones it declares. */
@GrpcService
class SecretsGrpcService implements dev.hearth.proto.v1.Secrets {
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
}
