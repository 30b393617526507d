package dev.hearth.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.calls.ToolSecrets;
import dev.hearth.agent.definition.Tool;
import dev.hearth.agent.outbound.Outbound;
import dev.hearth.agent.testing.AgentServiceTest;
import dev.hearth.agent.testing.Configurations;
import dev.hearth.agent.testing.FullServer;
import dev.hearth.agent.testing.OddServer;
import dev.hearth.agent.testing.ScriptedCalls;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.ToolInvocationId;
import dev.hearth.testing.Await;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Webhooks with callbacks (wire protocol 5.9). */
@QuarkusTest
@Timeout(120)
class HookToolsTest extends AgentServiceTest {
    private static final String ACKNOWLEDGED = "{\"success\":true}";

    @Inject
    Outbound outbound;

    @Inject
    ToolSecrets secrets;

    @Inject
    TimeLimits limits;

    @Inject
    HookConfig config;

    @Inject
    ScriptedCalls gateway;

    private final Map<ToolInvocationId, byte[]> allowed = new ConcurrentHashMap<>();
    private final OddServer server = new OddServer();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void tellsTheReceiverEverythingAndWaitsForItsAnswer() throws Exception {
        server.on("/hook", OddServer.json(ACKNOWLEDGED));
        ToolUse use = use("");

        ToolOutcome outcome = perform("", use);

        assertThat(outcome).isEqualTo(new ToolOutcome.Waits(false, null));
        JsonNode payload = Configurations.json(server.request().body());
        assertThat(payload.path("tool_invocation_id").asText())
                .isEqualTo(use.invocation().id().value());
        assertThat(payload.path("hook_name").asText()).isEqualTo("notify");
        assertThat(payload.path("callback_method").asText()).isEqualTo("POST");
        assertThat(payload.path("timestamp").asText()).matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}.*Z");
        assertThat(payload.path("arguments")).isEqualTo(Uses.object("{'text':'hi'}"));
        assertThat(payload.path("chat_id").asText()).isEqualTo(use.chat().id().value());
        assertThat(payload.path("agent_id").asText()).isEqualTo("agent-1");
        assertThat(payload.path("agent_version_id").asText()).isEqualTo("version-1");
        assertThat(server.request().header("X-Hook-Secret")).isEmpty();
        assertThat(server.request().header("X-Webhook-Signature")).isEmpty();
    }

    @Test
    void givesTheReceiverATokenOfWhichOnlyTheHashIsKept() {
        server.on("/hook", OddServer.json(ACKNOWLEDGED));
        ToolUse use = use("");

        perform("", use);

        String url = Configurations.json(server.request().body())
                .path("callback_url")
                .asText();
        assertThat(url).matches("https?://.*/tools/" + use.invocation().id() + "\\?token=[A-Za-z0-9_-]{43}");
        String token = url.substring(url.indexOf("token=") + "token=".length());
        assertThat(allowed.get(use.invocation().id())).isEqualTo(new CallbackToken(token).sha256());
    }

    @Test
    void theReceiverMayAnswerBeforeTheRequestEnds() {
        server.on("/hook", (request, out) -> {
            assertThat(allowed).hasSize(1);
            OddServer.json(ACKNOWLEDGED).answer(request, out);
        });

        assertThat(perform("", use(""))).isEqualTo(new ToolOutcome.Waits(false, null));
    }

    @Test
    void signsWithTheStoredSecretOfThatName() throws Exception {
        gateway.secret(Uses.TEAM.value(), "HOOK_KEY", "stored-value");
        server.on("/hook", OddServer.json(ACKNOWLEDGED));

        perform("HOOK_KEY", use("HOOK_KEY"));

        assertThat(server.request().header("X-Hook-Secret")).isEqualTo("stored-value");
        assertThat(server.request().header("X-Webhook-Signature"))
                .isEqualTo("sha256=" + hmac("stored-value", server.request().body()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"whsec-not-a-name", "NAME_OF_NOTHING"})
    void signsWithTheTextItselfIfNoSecretHasThatName(String secret) throws Exception {
        server.on("/hook", OddServer.json(ACKNOWLEDGED));

        perform(secret, use(secret));

        assertThat(server.request().header("X-Hook-Secret")).isEqualTo(secret);
        assertThat(server.request().header("X-Webhook-Signature"))
                .isEqualTo("sha256=" + hmac(secret, server.request().body()));
    }

    @Test
    void tellsNoSecretOfATeamToTheHookOfAnotherTeamsAgent() throws Exception {
        gateway.secret(Uses.TEAM.value(), "HOOK_KEY", "stored-value");
        server.on("/hook", OddServer.json(ACKNOWLEDGED));

        perform("HOOK_KEY", Uses.of(hook("HOOK_KEY")).by(TeamId.random()).use("notify", "{}"));

        assertThat(server.request().header("X-Hook-Secret")).isEqualTo("HOOK_KEY");
        assertThat(server.request().header("X-Webhook-Signature"))
                .isEqualTo("sha256=" + hmac("HOOK_KEY", server.request().body()));
    }

    @Test
    void takesAnAnswerWithoutSuccessAsTheResult() {
        server.on("/hook", OddServer.json("{\"degrees\":21}"));

        assertThat(perform("", use("")))
                .isEqualTo(new ToolOutcome.Done("{\"degrees\":21}", Uses.object("{'degrees':21}"), null, null));
    }

    @Test
    void takesTextAsTheResult() {
        server.on("/hook", OddServer.answers(200, "text/plain", "all fine"));

        assertThat(perform("", use(""))).isEqualTo(ToolOutcome.Done.of("all fine"));
    }

    @Test
    void hidesTheSecretInAnswers() {
        server.on("/hook", OddServer.answers(200, "text/plain", "your key is whsec-not-a-name"));

        assertThat(perform("whsec-not-a-name", use("whsec-not-a-name")))
                .isEqualTo(ToolOutcome.Done.of("your key is ****"));
    }

    @Test
    void waitsAfterAnEmptyAnswer() {
        server.on("/hook", OddServer.answers(202, "text/plain", ""));

        assertThat(perform("", use(""))).isEqualTo(new ToolOutcome.Waits(false, null));
    }

    @Test
    void failsWithTheReceiversMessage() {
        server.on("/hook", OddServer.json("{\"success\":false,\"message\":\"no such room\"}"));
        assertThat(perform("", use("")))
                .isEqualTo(new ToolOutcome.Failed("The hook refused: no such room", false, false));

        server.on("/hook", OddServer.answers(500, "application/json", "{\"message\":\"out of order\"}"));
        assertThat(perform("", use("")))
                .isEqualTo(new ToolOutcome.Failed("The hook answered 500: out of order", false, true));
    }

    @Test
    void followsNoRedirect() {
        server.on("/hook", OddServer.redirects(307, "/elsewhere"));

        assertThat(perform("", use(""))).isInstanceOf(ToolOutcome.Failed.class);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void nobodyKnowsWhatAReceiverDidThatHungUp() {
        server.on("/hook", OddServer.hangsUp());

        assertThat(perform("", use("")))
                .isInstanceOfSatisfying(
                        ToolOutcome.Failed.class,
                        failed -> assertThat(failed.unknown()).isTrue());
    }

    @Test
    void tellsNothingASecondTimeAfterACrash() {
        server.on("/hook", OddServer.json(ACKNOWLEDGED));
        ToolUse again = Uses.of(hook("")).again().use("notify", "{}");

        assertThat(perform("", again))
                .isInstanceOfSatisfying(
                        ToolOutcome.Failed.class,
                        failed -> assertThat(failed.unknown()).isTrue());
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void closesTheConnectionWhenItIsStoppedAndNobodyKnowsWhatTheReceiverDid() throws Exception {
        CountDownLatch broken = new CountDownLatch(1);
        server.on("/hook", (request, out) -> {
            try {
                server.trickles().answer(request, out);
            } catch (SocketException e) {
                broken.countDown();
                throw e;
            }
        });
        RunningTool running = start("", use(""), Uni.createFrom().voidItem());
        Await.until("the request is there", () -> server.requests().size() == 1);

        running.cancel();

        assertThat(broken.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(running.isUnknown()).isTrue();
    }

    @Test
    void tellsNothingIfItIsStoppedBeforeTheTokenIsStored() {
        server.on("/hook", OddServer.json(ACKNOWLEDGED));
        CompletableFuture<Void> stored = new CompletableFuture<>();
        RunningTool running = start("", use(""), Uni.createFrom().completionStage(stored::copy));

        running.cancel();
        stored.complete(null);

        assertThat(perform("", use(""))).isEqualTo(new ToolOutcome.Waits(false, null));
        assertThat(server.requests()).hasSize(1);
        assertThat(running.isUnknown()).isFalse();
    }

    @Test
    void hasToldNothingIfItIsStoppedWhileItConnects() {
        try (FullServer full = new FullServer()) {
            Tool.Hook hook = new Tool.Hook(Uses.common("notify"), full.url("/hook"), "", null, null);
            RunningTool running = start(
                    hook, Uses.of(hook).use("notify", "{}"), Uni.createFrom().voidItem());
            full.awaitConnecting();

            running.cancel();

            assertThat(running.isUnknown()).isFalse();
            assertThat(full.readOnceThereIsRoom()).isEmpty();
        }
    }

    private ToolOutcome perform(String secret, ToolUse use) {
        return Uses.outcomeOf(start(secret, use, Uni.createFrom().voidItem()));
    }

    private RunningTool start(String secret, ToolUse use, Uni<Void> stored) {
        return start(hook(secret), use, stored);
    }

    private RunningTool start(Tool.Hook hook, ToolUse use, Uni<Void> stored) {
        CallbackTokens tokens = (invocation, hash) -> {
            allowed.put(invocation, hash);
            return stored;
        };
        return new HookTools(outbound, secrets, () -> tokens, limits, config).start(hook, use);
    }

    private ToolUse use(String secret) {
        return Uses.of(hook(secret)).use("notify", "{'text':'hi'}");
    }

    private Tool.Hook hook(String secret) {
        return new Tool.Hook(Uses.common("notify"), server.url("/hook"), secret, null, null);
    }

    private static String hmac(String secret, String body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    }
}
