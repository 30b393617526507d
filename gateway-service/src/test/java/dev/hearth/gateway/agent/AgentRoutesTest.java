package dev.hearth.gateway.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.gateway.testing.FakeTeams;
import dev.hearth.gateway.testing.Http;
import dev.hearth.gateway.testing.ScriptedAgents;
import dev.hearth.gateway.testing.TestGateway;
import dev.hearth.proto.v1.ChatBodyRequest;
import dev.hearth.proto.v1.GetAgentRequest;
import dev.hearth.proto.v1.ListDocumentsRequest;
import dev.hearth.proto.v1.ListMessagesRequest;
import dev.hearth.proto.v1.ResourceRequest;
import dev.hearth.proto.v1.RunAgentRequest;
import dev.hearth.proto.v1.SaveAgentRequest;
import dev.hearth.proto.v1.ToolRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The routes of agents, chats and tools: who may, what reaches agent-service, and in which form its answers come back. */
@Timeout(60)
class AgentRoutesTest {
    private static TestGateway gateway;
    private static ScriptedAgents agents;
    private static Http http;

    @BeforeAll
    static void start() {
        gateway = new TestGateway();
        agents = gateway.agents();
        http = gateway.http();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void forget() {
        agents.answer("{\"id\":\"x\"}");
        agents.forgetRequests();
    }

    @Test
    void aRunReachesAgentServiceAsItWasSent() {
        String body =
                "{\"chat_id\":null,\"agent\":\"a/b\",\"input\":{\"text\":\"Hi\",\"context\":[],\"context_size\":0}, \"odd\": 1.0}";

        Http.Answer answer = http.post("/agents/run", body, "Idempotency-Key", "once");

        assertThat(answer.status()).isEqualTo(200);
        RunAgentRequest request = agents.nextRequest(RunAgentRequest.class);
        assertThat(request.getBody().toStringUtf8()).isEqualTo(body);
        assertThat(request.getIdempotencyKey()).isEqualTo("once");
        assertThat(request.getCaller().getTeamId()).isEqualTo(FakeTeams.TEAM.value());
        assertThat(request.getCaller().getUserId()).isEqualTo("user0000000000000000000000");
    }

    @Test
    void aRepeatIsKnownByTheBodyAsItWasSentWhateverBecameOfItsFiles() throws NoSuchAlgorithmException {
        String run = "{\"agent\":\"a/b\",\"input\":{\"images\":[\"http://files/a\"]}}";
        String message = "{\"message\":{\"images\":[\"http://files/a\"]}}";

        http.post("/agents/run", run);
        http.post("/chats/c1/messages", message);

        RunAgentRequest first = agents.nextRequest(RunAgentRequest.class);
        assertThat(first.getBody().toStringUtf8()).contains("[\"inf://files/a\"]");
        assertThat(first.getSentDigest().toByteArray()).isEqualTo(digestOf(run));
        ChatBodyRequest second = agents.nextRequest(ChatBodyRequest.class);
        assertThat(second.getBody().toStringUtf8()).contains("[\"inf://files/a\"]");
        assertThat(second.getSentDigest().toByteArray()).isEqualTo(digestOf(message));
    }

    private static byte[] digestOf(String body) throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void eachGenerationOfClientsGetsItsEnvelope() {
        Http.Answer first = http.post("/agents/run", "{}");
        Http.Answer second =
                http.post("/agents/run", "{}", "X-API-Version", "2", "X-Client-Source", "inference-sdk-js/0.5.13");
        Http.Answer third = http.post("/v1/agents/run", "{}", "X-Client-Source", "inference-sdk-js/0.5.13");

        assertThat(first.text()).isEqualTo("{\"success\":true,\"status\":200,\"data\":{\"id\":\"x\"},\"messages\":[]}");
        assertThat(second.text()).isEqualTo("{\"id\":\"x\"}");
        assertThat(third.text()).isEqualTo(first.text());
    }

    @Test
    void aQueuedMessageIsPendingForClientsThatDoNotKnowTheWord() {
        agents.answer(
                "{\"user_message\":{\"role\":\"user\",\"status\":\"queued\",\"content\":[{\"type\":\"text\",\"text\":\"queued\"}]},"
                        + "\"assistant_message\":{\"role\":\"assistant\",\"status\":\"pending\",\"n\":1.0}}");

        assertThat(http.post("/agents/run", "{}")
                        .data()
                        .path("user_message")
                        .path("status")
                        .asText())
                .isEqualTo("pending");
        assertThat(http.post("/agents/run", "{}").text()).contains("\"text\":\"queued\"", "\"n\":1.0");
        assertThat(http.post("/agents/run", "{}", "X-Client-Source", "inference-sdk-js/0.5.13")
                        .data()
                        .path("user_message")
                        .path("status")
                        .asText())
                .isEqualTo("queued");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/agents/list",
                "/chats/list",
                "/chats/c1/stop",
                "/tools/i1/invoke",
                "/tools/i1/reject",
                "/chats/c1/tools/i1/always-allow",
                "/interrupts/i1/resolve",
                "/chats/messages/m1/cancel",
                "/agents/a1/versions/list",
                "/tools/i1",
                "/chats",
                "/chats/c1",
                "/chats/c1/agent",
                "/chats/c1/messages",
                "/agents/a1",
                "/agents",
                "/agents/run"
            })
    void anEmptyBodyIsPassedOnAndEveryPostIsAnswered200WithABody(String path) {
        agents.answer("");

        Http.Answer answer = http.post(path, null);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("{\"success\":true,\"status\":200,\"data\":null,\"messages\":[]}");
        assertThat(agents.requests()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/agents/a1", "/chats/c1"})
    void deletionsAreAnswered204(String path) {
        Http.Answer answer = http.send("DELETE", path, null);

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.text()).isEmpty();
        assertThat(agents.nextRequest(ResourceRequest.class).getId()).hasSize(2);
    }

    @Test
    void agentsAreReadByIdByNameAndByVersion() {
        http.get("/agents/a1");
        assertThat(agents.nextRequest(GetAgentRequest.class).getAgent()).isEqualTo("a1");

        http.get("/agents/acme/helper@v2");
        GetAgentRequest named = agents.nextRequest(GetAgentRequest.class);
        assertThat(named.getNamespace()).isEqualTo("acme");
        assertThat(named.getAgent()).isEqualTo("helper@v2");

        http.get("/agents/a1/versions/v3");
        GetAgentRequest version = agents.nextRequest(GetAgentRequest.class);
        assertThat(version.getAgent()).isEqualTo("a1");
        assertThat(version.getVersion()).isEqualTo("v3");
    }

    @Test
    void literalSegmentsWinOverIds() {
        http.get("/agents/internal-tools");
        assertThat(agents.nextRequest(ResourceRequest.class).getId()).isEmpty();
        http.post("/chats/messages/m1/cancel", null);
        assertThat(agents.nextRequest(ResourceRequest.class).getId()).isEqualTo("m1");
    }

    @Test
    void aNewAgentGoesToTheNamespaceThatTheCallerMayWriteTo() {
        http.post("/agents", "{\"name\":\"helper\"}");
        assertThat(agents.nextRequest(SaveAgentRequest.class).getNamespace()).isEqualTo("own");

        http.post("/agents", "{\"name\":\"helper\",\"namespace\":\"free\"}");
        assertThat(agents.nextRequest(SaveAgentRequest.class).getNamespace()).isEqualTo("free");

        assertThat(http.post("/agents", "{\"name\":\"helper\",\"namespace\":\"theirs\"}")
                        .status())
                .isEqualTo(403);
        assertThat(agents.requests()).isZero();
    }

    @Test
    void aVersionOfAnAgentThatIsThereNeedsNoNamespace() {
        http.post("/agents", "{\"id\":\"a1\",\"version\":{}}");
        assertThat(agents.nextRequest(SaveAgentRequest.class).getNamespace()).isEmpty();

        http.post("/agents/a1", "{\"version\":{}}");
        assertThat(agents.nextRequest(SaveAgentRequest.class).getAgentId()).isEqualTo("a1");
    }

    @Test
    void listsArePassedOnAsParsedWishes() {
        http.post(
                "/chats/list",
                "{\"limit\":7,\"cursor\":\"abc\",\"direction\":\"prev\",\"filters\":[{\"field\":\"status\",\"operator\":\"in\",\"value\":[\"busy\",\"idle\"]},"
                        + "{\"field\":\"n\",\"value\":5}],\"search\":{\"term\":\"x\",\"exact\":true},\"sort\":[{\"field\":\"name\",\"dir\":\"desc\"}]}");

        ListDocumentsRequest request = agents.nextRequest(ListDocumentsRequest.class);
        assertThat(request.getWish().getLimit()).isEqualTo(7);
        assertThat(request.getWish().getCursor()).isEqualTo("abc");
        assertThat(request.getWish().getBackward()).isTrue();
        assertThat(request.getWish().getFilters(0).getValuesList()).containsExactly("busy", "idle");
        assertThat(request.getWish().getFilters(1).getValuesList()).containsExactly("5");
        assertThat(request.getWish().getSearch().getExact()).isTrue();
        assertThat(request.getWish().getSort(0).getDescending()).isTrue();
    }

    @Test
    void messagesAreListedPageByPage() {
        http.get("/chats/c1/messages?limit=5&cursor=abc");

        ListMessagesRequest request = agents.nextRequest(ListMessagesRequest.class);
        assertThat(request.getChatId()).isEqualTo("c1");
        assertThat(request.getLimit()).isEqualTo(5);
        assertThat(request.getCursor()).isEqualTo("abc");
        assertThat(http.get("/chats/c1/messages?limit=many").status()).isEqualTo(400);
        assertThat(http.get("/chats/c1/messages?limit=101").status()).isEqualTo(400);
    }

    @Test
    void toolsAreNamedByWhateverIdTheyHave() {
        http.post("/tools/functions.search:0", "{\"result\":\"42\"}");
        ToolRequest result = agents.nextRequest(ToolRequest.class);
        assertThat(result.getInvocationId()).isEqualTo("functions.search:0");
        assertThat(result.getBody().toStringUtf8()).isEqualTo("{\"result\":\"42\"}");
        assertThat(result.getToken()).isEmpty();

        http.post("/chats/c1/tools/i1/always-allow", "{\"tool_name\":\"search\"}");
        ToolRequest allowed = agents.nextRequest(ToolRequest.class);
        assertThat(allowed.getChatId()).isEqualTo("c1");
        assertThat(allowed.getInvocationId()).isEqualTo("i1");
    }

    @Test
    void aHooksCallbackNeedsItsTokenAndNoKey() {
        Http.Answer called = http.post("/tools/i1?token=secret", "{\"result\":\"42\"}", "Authorization", "");

        assertThat(called.status()).as(called.text()).isEqualTo(200);
        ToolRequest request = agents.nextRequest(ToolRequest.class);
        assertThat(request.getToken()).isEqualTo("secret");
        assertThat(request.hasCaller()).isFalse();
        assertThat(http.post("/tools/i1", "{}", "Authorization", "").status()).isEqualTo(401);
        assertThat(http.post("/tools/i1?token=", "{}", "Authorization", "").status())
                .isEqualTo(401);
        assertThat(http.post("/tools/i1/invoke?token=secret", "{}", "Authorization", "")
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_FOUND,404,not_found", "CONFLICT,409,conflict", "INVALID_REQUEST,400,invalid_request",
        "PAYLOAD_TOO_LARGE,413,payload_too_large", "FORBIDDEN,403,forbidden", "UNAVAILABLE,503,unavailable"
    })
    void whatAgentServiceRefusesIsAnsweredInTheOneFormOfErrors(ErrorCode code, int status, String wire) {
        agents.refuse(new ServiceException(code, "not this"));

        Http.Answer answer = http.get("/chats/c1");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().path("error").path("code").asText()).isEqualTo(wire);
    }

    @Test
    void requirementsThatAreNotMetAreListed() {
        agents.refuse(
                new ServiceException(
                        ErrorCode.REQUIREMENTS_NOT_MET,
                        "secret HF_TOKEN is not set",
                        "[{\"type\":\"secret\",\"key\":\"HF_TOKEN\",\"message\":\"secret HF_TOKEN is not set\",\"action\":{\"type\":\"add_secret\"}}]"));

        Http.Answer answer = http.post("/agents/run", "{}");

        assertThat(answer.status()).isEqualTo(412);
        assertThat(answer.json().path("errors").path(0).path("key").asText()).isEqualTo("HF_TOKEN");
        assertThat(answer.json()
                        .path("errors")
                        .path(0)
                        .path("action")
                        .path("type")
                        .asText())
                .isEqualTo("add_secret");
        assertThat(answer.json().path("satisfied").asBoolean(true)).isFalse();
    }

    @Test
    void olderClientsThatAskWhileTheirMessageIsOnItsWayHearThatTheChatIsBusy() {
        agents.answer("{\"id\":\"c1\",\"status\":\"completed\"}");
        CompletableFuture<Http.Answer> asked =
                CompletableFuture.supplyAsync(() -> http.get("/chats/c1/status", "X-API-Version", "2"));
        agents.nextRequest(ResourceRequest.class);

        agents.answer("{\"id\":\"c1\",\"status\":\"busy\"}");

        assertThat(asked.join().json().path("status").asText()).isEqualTo("busy");
    }

    @ParameterizedTest
    @CsvSource({
        "X-API-Version,2,idle,2",
        "X-API-Version,2,busy,1",
        "X-API-Version,2,awaiting_input,1",
        "x-inf-proxy,a,idle,2",
        "X-Client-Source,inference-sdk-js/0.5.13,idle,1",
        "User-Agent,inference-sdk-py/0.6.32,completed,1"
    })
    void tellsOnlyOlderClientsOfAChatAtRestAfterASecondLook(String header, String value, String status, int requests) {
        agents.answer("{\"id\":\"c1\",\"status\":\"%s\"}".formatted(status));

        Http.Answer answer = http.get("/chats/c1/status", header, value);

        assertThat(answer.text()).contains("\"status\":\"%s\"".formatted(status));
        assertThat(agents.requests()).isEqualTo(requests);
    }

    @ParameterizedTest
    @CsvSource({
        "POST,/agents/run",
        "POST,/chats/c1/stop",
        "POST,/tools/i1",
        "POST,/tools/i1/invoke",
        "POST,/chats/c1/messages",
        "GET,/agents/a1",
        "GET,/chats/c1",
        "GET,/chats/c1/status",
        "GET,/agent-runs/r1/interrupts"
    })
    void whoeverMayRunAgentsMayDoAllThatATurnNeeds(String method, String path) {
        assertThat(http.send(method, path, null, "Authorization", FakeTeams.AGENTS_KEY)
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "POST,/agents/run", "POST,/agents", "DELETE,/agents/a1", "GET,/agents/a1", "POST,/agents/list",
        "DELETE,/chats/c1", "POST,/chats/c1", "POST,/chats/c1/stop", "POST,/tools/i1", "POST,/tools/i1/reject"
    })
    void whoeverMayReadChatsMayNotChangeThemNorSeeAgents(String method, String path) {
        assertThat(http.send(method, path, null, "Authorization", FakeTeams.CHATS_KEY)
                        .status())
                .isEqualTo(403);
        assertThat(agents.requests()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "7",
                "{\"agent\":7}",
                "{\"input\":\"x\"}",
                "{\"input\":{\"text\":1}}",
                "{\"stream\":\"yes\"}",
                "{\"agent_config\":[]}",
                "{\"agent_config\":{\"tools\":{}}}",
                "{\"context\":[]}",
                "{\"chat_id\":\"a\\u0000\"}",
                "{\"a\":1,\"a\":2}"
            })
    void aBodyOfTheWrongShapeIsRefusedAndReachesNobody(String body) {
        Http.Answer answer = http.post("/agents/run", body);

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.json().path("error").path("code").asText()).isEqualTo("invalid_request");
        assertThat(agents.requests()).isZero();
    }

    @Test
    void bodiesAndIdsAreBounded() {
        assertThat(http.post("/agents/run", "{\"x\":\"" + "x".repeat(4 * 1024 * 1024) + "\"}")
                        .status())
                .isEqualTo(413);
        assertThat(http.get("/chats/" + "x".repeat(300)).status()).isEqualTo(404);
        assertThat(http.get("/chats/%00").status()).isEqualTo(404);
        assertThat(http.post("/agents/run", "{}", "Idempotency-Key", "x".repeat(256))
                        .status())
                .isEqualTo(400);
        assertThat(agents.requests()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"GET,/agents/run", "PUT,/agents/a1", "POST,/chats/c1/status", "GET,/tools/i1", "GET,/chats/c1/stop"})
    void methodsThatAPathDoesNotHaveAreAnswered405(String method, String path) {
        assertThat(http.send(method, path, null).status()).isEqualTo(405);
    }

    @Test
    void aMessageWhoseAnswerWasLostIsSentAgainWithTheSameKey() {
        agents.dropNext(1);

        Http.Answer answer = http.post("/agents/run", "{\"agent\":\"a/b\"}");

        assertThat(answer.status()).isEqualTo(200);
        String key = agents.nextRequest(RunAgentRequest.class).getIdempotencyKey();
        assertThat(key).isNotEmpty();
        assertThat(agents.nextRequest(RunAgentRequest.class).getIdempotencyKey())
                .isEqualTo(key);
    }

    @Test
    void aChangeThatMustNotBeMadeTwiceIsNotSentAgain() {
        agents.dropNext(1);

        Http.Answer answer = http.post("/chats", "{\"agent\":\"a/b\"}");

        assertThat(answer.status()).isEqualTo(503);
        agents.nextRequest(ChatBodyRequest.class);
        assertThat(agents.requests()).isZero();
    }

    @Test
    void aRestartOfAgentServiceIsNotNoticed() {
        try (TestGateway own = new TestGateway()) {
            own.agents().stop();
            CompletableFuture<Http.Answer> waiting = own.http().sendAsync("POST", "/chats", "{\"agent\":\"a/b\"}");

            own.agents().startAgain();

            assertThat(waiting.join().status()).isEqualTo(200);
        }
    }

    @Test
    void withoutAgentServiceRequestsAreAnswered503InTime() {
        try (TestGateway alone = new TestGateway()) {
            alone.agents().stop();

            Http.Answer answer = alone.http().post("/agents/run", "{}");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("retry-after")).isEqualTo("1");
            assertThat(answer.json().path("error").path("code").asText()).isEqualTo("unavailable");
        }
    }
}
