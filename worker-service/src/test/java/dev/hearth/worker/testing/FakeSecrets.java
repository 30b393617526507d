package dev.hearth.worker.testing;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.GrpcErrors;
import dev.hearth.errors.ServiceException;
import dev.hearth.proto.v1.GetSecretsReply;
import dev.hearth.proto.v1.GetSecretsRequest;
import dev.hearth.proto.v1.SecretsGrpc;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The gateway's secrets in memory: each task has those a test gave it. */
public final class FakeSecrets extends SecretsGrpc.SecretsImplBase {
    private final Map<String, Map<String, String>> values = new ConcurrentHashMap<>();
    private final List<GetSecretsRequest> requests = new CopyOnWriteArrayList<>();

    public void give(String taskId, Map<String, String> secrets) {
        values.put(taskId, secrets);
    }

    /** What engines asked for. */
    public List<GetSecretsRequest> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void getSecrets(GetSecretsRequest request, StreamObserver<GetSecretsReply> answer) {
        requests.add(request);
        Map<String, String> given = values.get(request.getTaskId());
        if (given == null) {
            answer.onError(GrpcErrors.toGrpc(
                    new ServiceException(ErrorCode.REQUIREMENTS_NOT_MET, "secret TOKEN was removed")));
            return;
        }
        answer.onNext(GetSecretsReply.newBuilder().putAllValues(given).build());
        answer.onCompleted();
    }
}
