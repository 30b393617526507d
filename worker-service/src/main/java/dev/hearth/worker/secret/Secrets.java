package dev.hearth.worker.secret;

import dev.hearth.ids.TaskId;
import dev.hearth.proto.v1.GetSecretsRequest;
import dev.hearth.proto.v1.SecretsGrpc;
import dev.hearth.worker.peers.Peers;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/** Asks the gateway for the secrets of a task that this engine holds. For virtual threads: it waits. */
@Singleton
public class Secrets {
    private final Peers peers;

    public Secrets(Peers peers) {
        this.peers = peers;
    }

    /** The values of all secrets the task names; they are kept nowhere here. */
    public SecretValues of(TaskId task, int attempt) throws Exception {
        GetSecretsRequest request = GetSecretsRequest.newBuilder()
                .setTaskId(task.value())
                .setAttempt(attempt)
                .build();
        return peers.patience()
                .call(() -> new SecretValues(SecretsGrpc.newBlockingStub(peers.gateway())
                        .withDeadlineAfter(Peers.callLimit().toMillis(), TimeUnit.MILLISECONDS)
                        .getSecrets(request)
                        .getValuesMap()));
    }
}
