package dev.hearth.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.credentials.Credentials;
import dev.hearth.credentials.InternalKey;
import dev.hearth.credentials.Principal;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.GrpcErrors;
import dev.hearth.gateway.testing.ApiClient;
import dev.hearth.gateway.testing.PublishedApps;
import dev.hearth.gateway.testing.PublishedApps.Version;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.CatalogGrpc;
import dev.hearth.proto.v1.CatalogGrpc.CatalogBlockingStub;
import dev.hearth.proto.v1.GetVersionRequest;
import dev.hearth.proto.v1.VersionManifest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CatalogGrpcServiceTest {
    @Inject
    PublishedApps apps;

    @ConfigProperty(name = "quarkus.grpc.server.test-port")
    int port;

    @ConfigProperty(name = "hearth.gateway.internal-key")
    String internalKey;

    private ApiClient.Team team;
    private ManagedChannel channel;

    @BeforeEach
    void connect() {
        team = ApiClient.newTeam();
        channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    }

    @AfterEach
    void disconnect() {
        channel.shutdownNow();
    }

    @Test
    void givesAnEngineAllItNeeds() {
        Version version = apps.ready(team);

        VersionManifest manifest = asEngine().getVersion(request(version, team.id()));

        assertThat(manifest.getAppId()).isEqualTo(version.app().value());
        assertThat(manifest.getOwnerTeamId()).isEqualTo(team.id().value());
        assertThat(manifest.getArchiveSha256()).isEqualTo("ab".repeat(32));
        assertThat(manifest.getPython()).isEqualTo("3.11");
        assertThat(manifest.getLock()).startsWith("pydantic==2.0");
        assertThat(manifest.getEnvironmentMap()).isEqualTo(Map.of("MODE", "fast"));
        assertThat(manifest.getFunctionNamesList()).containsExactly("run", "upscale");
        assertThat(manifest.getDefaultFunction()).isEqualTo("run");
        assertThat(manifest.getResources().getGpuCount()).isEqualTo(1);
    }

    @Test
    void stillKnowsTheVersionOfADeletedApp() {
        Version version = apps.ready(team);
        team.client().delete("/apps/{id}", version.app().value());

        assertThat(asEngine().getVersion(request(version, team.id())).getAppVersionId())
                .isEqualTo(version.id().value());
    }

    @Test
    void doesNotFindWhatIsNotReadyOrNotTheTeams() {
        Version building = apps.building(team, PublishedApps.newName(), Map.of());
        Version ready = apps.ready(team);

        assertThatThrownBy(() -> asEngine().getVersion(request(building, team.id())))
                .isInstanceOfSatisfying(StatusRuntimeException.class, CatalogGrpcServiceTest::assertNotFound);
        assertThatThrownBy(() -> asEngine().getVersion(request(ready, TeamId.random())))
                .isInstanceOfSatisfying(StatusRuntimeException.class, CatalogGrpcServiceTest::assertNotFound);
    }

    @Test
    void refusesCallsWithoutACredential() {
        assertThatThrownBy(
                        () -> CatalogGrpc.newBlockingStub(channel).getVersion(GetVersionRequest.getDefaultInstance()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failure -> assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED));
    }

    private CatalogBlockingStub asEngine() {
        String credential = new InternalKey(internalKey).credentialOf(Principal.engine("engine-of-the-test"));
        return CatalogGrpc.newBlockingStub(channel).withInterceptors(Credentials.attach(credential));
    }

    private static GetVersionRequest request(Version version, TeamId team) {
        return GetVersionRequest.newBuilder()
                .setAppVersionId(version.id().value())
                .setTeamId(team.value())
                .build();
    }

    private static void assertNotFound(StatusRuntimeException failure) {
        assertThat(GrpcErrors.fromGrpc(failure).orElseThrow().code()).isEqualTo(ErrorCode.NOT_FOUND);
    }
}
