package dev.hearth.gateway.catalog;

import dev.hearth.ids.AppVersionId;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.Catalog;
import dev.hearth.proto.v1.GetVersionRequest;
import dev.hearth.proto.v1.VersionManifest;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;

/** The catalog as engines ask it. */
@GrpcService
class CatalogGrpcService implements Catalog {
    private final VersionManifests manifests;

    CatalogGrpcService(VersionManifests manifests) {
        this.manifests = manifests;
    }

    @Override
    public Uni<VersionManifest> getVersion(GetVersionRequest request) {
        if (request.getAppVersionId().isEmpty() || request.getTeamId().isEmpty()) {
            return Uni.createFrom().failure(CatalogErrors.invalid("app_version_id and team_id", "are required"));
        }
        return manifests.require(new TeamId(request.getTeamId()), new AppVersionId(request.getAppVersionId()));
    }
}
