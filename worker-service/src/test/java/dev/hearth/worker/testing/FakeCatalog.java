package dev.hearth.worker.testing;

import dev.hearth.proto.v1.CatalogGrpc;
import dev.hearth.proto.v1.GetVersionRequest;
import dev.hearth.proto.v1.VersionManifest;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The gateway's catalog in memory. */
public final class FakeCatalog extends CatalogGrpc.CatalogImplBase {
    private final Map<String, VersionManifest> versions = new ConcurrentHashMap<>();

    public void add(VersionManifest manifest) {
        versions.put(manifest.getAppVersionId(), manifest);
    }

    @Override
    public void getVersion(GetVersionRequest request, StreamObserver<VersionManifest> answer) {
        VersionManifest manifest = versions.get(request.getAppVersionId());
        if (manifest == null) {
            answer.onError(Status.NOT_FOUND.asRuntimeException());
            return;
        }
        answer.onNext(manifest);
        answer.onCompleted();
    }
}
