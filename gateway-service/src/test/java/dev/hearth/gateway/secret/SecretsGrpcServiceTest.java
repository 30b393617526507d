package dev.hearth.gateway.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.credentials.Credentials;
import dev.hearth.credentials.InternalKey;
import dev.hearth.credentials.Principal;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.GrpcErrors;
import dev.hearth.gateway.testing.ApiClient;
import dev.hearth.gateway.testing.FakeScheduler;
import dev.hearth.gateway.testing.PublishedApps;
import dev.hearth.gateway.testing.PublishedApps.Version;
import dev.hearth.ids.TaskId;
import dev.hearth.proto.v1.GetSecretsRequest;
import dev.hearth.proto.v1.GetToolSecretsRequest;
import dev.hearth.proto.v1.SecretsGrpc;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskStatus;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From what an app declares to what its engine is told. */
@QuarkusTest
class SecretsGrpcServiceTest {
    private static final String DECLARED = "\"secrets\":[{\"key\":\"HF_TOKEN\"},{\"key\":\"EXTRA\",\"optional\":true}],"
            + "\"integrations\":[{\"key\":\"google.drive\",\"optional\":true}],\"env\":{";
    private static final String ENGINE = "engine-of-the-test";

    @Inject
    PublishedApps apps;

    @Inject
    FakeScheduler scheduler;

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
    void tellsTheEngineThatHoldsATaskWhatTheAppDeclaresAndNothingElse() {
        set("HF_TOKEN", "the token");
        set("UNDECLARED", "not for this app");
        set("GOOGLE_OAUTH_ACCESS_TOKEN", "for the drive");
        TaskId task = heldBy(ENGINE, run(app(DECLARED)));

        assertThat(asEngine(ENGINE).getSecrets(request(task, 1)).getValuesMap())
                .isEqualTo(Map.of("HF_TOKEN", "the token", "GOOGLE_OAUTH_ACCESS_TOKEN", "for the drive"));
    }

    @Test
    void tellsNobodyElse() {
        set("HF_TOKEN", "the token");
        TaskId task = heldBy(ENGINE, run(app(DECLARED)));
        TaskId waiting = run(app(DECLARED));
        TaskId stopped = heldBy(ENGINE, run(app(DECLARED)));
        scheduler.change(
                stopped,
                (Task one) -> one.toBuilder()
                        .setStatus(TaskStatus.TASK_STATUS_CANCELLING)
                        .build());

        assertForbidden(() -> asEngine("another").getSecrets(request(task, 1)));
        assertForbidden(() -> asEngine(ENGINE).getSecrets(request(task, 2)));
        assertForbidden(() -> asEngine(ENGINE).getSecrets(request(waiting, 0)));
        assertForbidden(() -> asEngine(ENGINE).getSecrets(request(stopped, 1)));
        assertForbidden(() -> as(Principal.service("scheduler")).getSecrets(request(task, 1)));
        assertThatThrownBy(() -> SecretsGrpc.newBlockingStub(channel).getSecrets(request(task, 1)))
                .hasMessageContaining("UNAUTHENTICATED");
        assertThatThrownBy(() -> asEngine(ENGINE).getSecrets(request(TaskId.random(), 1)))
                .hasMessageContaining("task not found");
    }

    @Test
    void saysWhichSecretWasRemovedSinceTheTaskWasAccepted() {
        set("HF_TOKEN", "the token");
        TaskId task = heldBy(ENGINE, run(app(DECLARED)));

        team.client().delete("/secrets/HF_TOKEN");

        assertThatThrownBy(() -> asEngine(ENGINE).getSecrets(request(task, 1)))
                .hasMessageContaining("secret HF_TOKEN was removed after the task was accepted");
    }

    @Test
    void tellsAgentServiceTheSecretsOfATeamThatItNamesAndThatAreThere() {
        set("CRM_KEY", "for the tool");
        set("OTHER", "of no matter");

        assertThat(as(Principal.service("agent"))
                        .getToolSecrets(tools("CRM_KEY", "NOT_SET", "no name of a secret"))
                        .getValuesMap())
                .isEqualTo(Map.of("CRM_KEY", "for the tool"));
        assertThat(as(Principal.service("agent")).getToolSecrets(tools()).getValuesMap())
                .isEmpty();
    }

    @Test
    void tellsNobodyElseTheSecretsOfTools() {
        set("CRM_KEY", "for the tool");

        assertForbidden(() -> asEngine(ENGINE).getToolSecrets(tools("CRM_KEY")));
        assertForbidden(() -> asEngine("agent").getToolSecrets(tools("CRM_KEY")));
        assertForbidden(() -> as(Principal.service("scheduler")).getToolSecrets(tools("CRM_KEY")));
        assertThatThrownBy(() -> SecretsGrpc.newBlockingStub(channel).getToolSecrets(tools("CRM_KEY")))
                .hasMessageContaining("UNAUTHENTICATED");
    }

    @Test
    void refusesACallThatLacksASecretAndMakesNoTask() {
        Version app = app(DECLARED.replace("\"google.drive\",\"optional\":true", "\"google.drive\""));
        ApiClient.Team other = ApiClient.newTeam();
        other.client().post("/secrets", Map.of("key", "HF_TOKEN", "value", "theirs"));

        Response nothing = call(app);
        set("HF_TOKEN", "the token");
        Response half = call(app);
        set("GOOGLE_OAUTH_CREDENTIALS", "{}");
        Response enough = call(app);

        assertThat(nothing.statusCode()).isEqualTo(412);
        assertThat(nothing.<String>path("errors[0].type")).isEqualTo("secret");
        assertThat(nothing.<String>path("errors[0].key")).isEqualTo("HF_TOKEN");
        assertThat(nothing.<String>path("errors[1].type")).isEqualTo("integration");
        assertThat(nothing.<String>path("error.code")).isEqualTo("requirements_not_met");
        assertThat(half.statusCode()).isEqualTo(412);
        assertThat(half.<String>path("errors[0].key")).isEqualTo("google.drive");
        assertThat(half.<String>path("errors[0].action.type")).isEqualTo("connect");
        assertThat(half.<Object>path("errors[1]")).isNull();
        assertThat(enough.statusCode()).as(enough.asString()).isEqualTo(200);
    }

    @Test
    void leadsToAnotherRunnerWhenASecretChangesAndToTheSameWhenItDoesNot() {
        Version app = app(DECLARED);
        set("HF_TOKEN", "one");
        String first = setupHash(run(app));
        String again = setupHash(run(app));
        set("UNDECLARED", "of no matter");
        String unmoved = setupHash(run(app));
        set("HF_TOKEN", "two");
        String changed = setupHash(run(app));
        set("EXTRA", "more");
        String more = setupHash(run(app));
        set("HF_TOKEN", "one");
        team.client().delete("/secrets/EXTRA");
        String back = setupHash(run(app));

        assertThat(again).isEqualTo(first);
        assertThat(unmoved).isEqualTo(first);
        assertThat(changed).isNotEqualTo(first);
        assertThat(more).isNotEqualTo(changed).isNotEqualTo(first);
        assertThat(back).isEqualTo(first);
    }

    @Test
    void tellsTheSchedulerNamesAndNeverValues() {
        set("HF_TOKEN", "a-value-that-would-be-noticed");

        Task task = scheduler.find(run(app(DECLARED))).orElseThrow();

        assertThat(task.getSpec().getSecretNamesList()).containsExactly("HF_TOKEN");
        assertThat(new String(task.toByteArray(), StandardCharsets.ISO_8859_1))
                .doesNotContain("a-value-that-would-be-noticed");
    }

    private Version app(String declared) {
        String output = PublishedApps.OUTPUT.replace("\"env\":{", declared);
        return apps.ready(team, PublishedApps.newName(), Map.of(), output);
    }

    private void set(String key, String value) {
        Response set = team.client().post("/secrets", Map.of("key", key, "value", value));
        assertThat(set.statusCode()).as(set.asString()).isEqualTo(200);
    }

    private Response call(Version app) {
        return team.client().post("/apps/run", Map.of("app", app.reference(), "input", Map.of()));
    }

    private TaskId run(Version app) {
        Response accepted = call(app);
        assertThat(accepted.statusCode()).as(accepted.asString()).isEqualTo(200);
        return new TaskId(accepted.path("data.id"));
    }

    private TaskId heldBy(String engine, TaskId id) {
        scheduler.change(
                id,
                (Task task) -> task.toBuilder()
                        .setStatus(TaskStatus.TASK_STATUS_DISPATCHED)
                        .setAttempt(1)
                        .setEngineId(engine)
                        .build());
        return id;
    }

    private String setupHash(TaskId id) {
        return scheduler.find(id).orElseThrow().getSpec().getSetupHash();
    }

    private SecretsGrpc.SecretsBlockingStub asEngine(String id) {
        return as(Principal.engine(id));
    }

    private SecretsGrpc.SecretsBlockingStub as(Principal principal) {
        String credential = new InternalKey(internalKey).credentialOf(principal);
        return SecretsGrpc.newBlockingStub(channel).withInterceptors(Credentials.attach(credential));
    }

    private static GetSecretsRequest request(TaskId task, int attempt) {
        return GetSecretsRequest.newBuilder()
                .setTaskId(task.value())
                .setAttempt(attempt)
                .build();
    }

    private GetToolSecretsRequest tools(String... names) {
        return GetToolSecretsRequest.newBuilder()
                .setTeamId(team.id().value())
                .addAllNames(List.of(names))
                .build();
    }

    private static void assertForbidden(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failure -> assertThat(GrpcErrors.fromGrpc(failure)
                                        .orElseThrow()
                                        .code())
                                .isEqualTo(ErrorCode.FORBIDDEN));
    }
}
