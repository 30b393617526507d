package dev.hearth.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.agent.definition.ContextVariable;
import dev.hearth.agent.definition.Tool;
import dev.hearth.agent.definition.Tool.Auth;
import dev.hearth.agent.definition.Tool.Header;
import dev.hearth.agent.testing.AgentServiceTest;
import dev.hearth.agent.testing.ClosedPort;
import dev.hearth.agent.testing.FullServer;
import dev.hearth.agent.testing.OddServer;
import dev.hearth.agent.testing.ScriptedCalls;
import dev.hearth.ids.TeamId;
import dev.hearth.testing.Await;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tools that are requests of this service. */
@QuarkusTest
@Timeout(120)
class HttpToolsTest extends AgentServiceTest {
    private static final String SECRET = "s3cret+value/of=team";

    @Inject
    ToolBox tools;

    @Inject
    ScriptedCalls gateway;

    private final OddServer server = new OddServer();

    @BeforeEach
    void stored() {
        gateway.secret(Uses.TEAM.value(), "TOKEN", SECRET);
        server.on("/ok", OddServer.json("{\"ok\":true}"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void postsTheArgumentsAsJsonWithTheInvocationsIdAsKey() {
        ToolUse use = Uses.of(http("/ok")).use("look", "{'city':'Rome','days':2}");

        ToolOutcome outcome = Uses.outcomeOf(tools.start(use));

        assertThat(outcome).isEqualTo(new ToolOutcome.Done("{\"ok\":true}", Uses.object("{'ok':true}"), null, null));
        OddServer.Request request = server.request();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.body()).isEqualTo("{\"city\":\"Rome\",\"days\":2}");
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        assertThat(request.header("Idempotency-Key"))
                .isEqualTo(use.invocation().id().value());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE"})
    void putsTheArgumentsIntoTheQueryOfRequestsWithoutBody(String method) {
        Tool tool = http(server.url("/ok?fixed=1"), method, new Auth.None(), List.of(), null);

        Uses.outcomeOf(
                tools.start(Uses.of(tool).use("look", "{'q':'a&b ü','tags':['x','y'],'n':1,'none':null,'o':{'k':1}}")));

        assertThat(server.request().method()).isEqualTo(method);
        assertThat(server.request().body()).isEmpty();
        assertThat(server.request().target())
                .isEqualTo("/ok?fixed=1&q=a%26b%20%C3%BC&tags=x&tags=y&n=1&o=%7B%22k%22%3A1%7D");
    }

    @Test
    void percentEncodesContextInTheUrl() {
        server.on("/users/..%2Fadmin%3Fx%3D1", OddServer.json("1"));
        Uses uses = Uses.of(http("/users/{{context.user}}")).inContext(Map.of("user", "../admin?x=1"));

        assertThat(Uses.outcomeOf(tools.start(uses.use("look", "{}")))).isInstanceOf(ToolOutcome.Done.class);
    }

    @ParameterizedTest
    @CsvSource({
        "/users/{{context.user}}/name,..",
        "/users/{{context.user}},.",
        "/users/.{{context.user}},.",
        "/users/{{context.user}}?x=1,.."
    })
    void refusesContextThatWouldLeadElsewhereThanThePathSays(String path, String value) {
        Uses uses = Uses.of(http(path)).inContext(Map.of("user", value));

        assertThat(Uses.outcomeOf(tools.start(uses.use("look", "{}"))))
                .isInstanceOfSatisfying(
                        ToolOutcome.Failed.class,
                        failed -> assertThat(failed.message()).contains("would change where it leads"));
        assertThat(server.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "{{context.user}}.example.com/x,evil.com/",
        "api.{{context.user}}/x,evil.com",
        "{{context.user}}/x,134744072",
        "a.example.com:{{context.user}}/x,80x"
    })
    void refusesContextThatWouldNameAnotherHost(String rest, String value) {
        Tool tool = http("https://" + rest, "POST", new Auth.None(), List.of(), null);

        assertThat(Uses.outcomeOf(tools.start(
                        Uses.of(tool).inContext(Map.of("user", value)).use("look", "{}"))))
                .isInstanceOfSatisfying(
                        ToolOutcome.Failed.class,
                        failed -> assertThat(failed.message()).contains("would change where it leads"));
    }

    @Test
    void takesContextWithDotsInNamesAndQueries() {
        server.on("/users/a..b", OddServer.json("1"));
        Uses uses = Uses.of(http("/users/{{context.user}}?from={{context.from}}"))
                .inContext(Map.of("user", "a..b", "from", ".."));

        assertThat(Uses.outcomeOf(tools.start(uses.use("look", "{}")))).isInstanceOf(ToolOutcome.Done.class);
    }

    @Test
    void takesTheAgentsDefaultForContextThatTheChatDoesNotSet() {
        server.on("/users/nobody", OddServer.json("1"));
        Uses uses = Uses.of(http("/users/{{ context.user }}"))
                .withVariables(new ContextVariable("user", "", false, "nobody"));

        assertThat(Uses.outcomeOf(tools.start(uses.use("look", "{}")))).isInstanceOf(ToolOutcome.Done.class);
    }

    @Test
    void failsWithoutARequestIfAVariableIsMissing() {
        ToolOutcome outcome = Uses.outcomeOf(
                tools.start(Uses.of(http("/users/{{context.user}}")).use("look", "{}")));

        assertThat(outcome)
                .isEqualTo(new ToolOutcome.Failed(
                        "The chat has no context variable 'user', which this tool needs.", false, false));
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void putsSecretsAndContextIntoHeaders() {
        Tool tool = http(
                server.url("/ok"),
                "POST",
                new Auth.None(),
                List.of(new Header("X-Token", "key=${{secrets.TOKEN}}"), new Header("X-User", "{{context.user}}")),
                null);

        Uses.outcomeOf(
                tools.start(Uses.of(tool).inContext(Map.of("user", "ann")).use("look", "{}")));

        assertThat(server.request().header("X-Token")).isEqualTo("key=" + SECRET);
        assertThat(server.request().header("X-User")).isEqualTo("ann");
    }

    @Test
    void contextCannotAskForASecret() {
        Tool tool = http(
                server.url("/ok"),
                "POST",
                new Auth.None(),
                List.of(new Header("X-Token", "${{secrets.TOKEN}}"), new Header("X-User", "{{context.user}}")),
                null);

        Uses.outcomeOf(tools.start(
                Uses.of(tool).inContext(Map.of("user", "${{secrets.TOKEN}}")).use("look", "{}")));

        assertThat(server.request().header("X-User")).isEqualTo("${{secrets.TOKEN}}");
    }

    @Test
    void contextCannotAddAHeader() {
        Tool tool = http(
                server.url("/ok"), "POST", new Auth.None(), List.of(new Header("X-User", "{{context.user}}")), null);

        ToolOutcome outcome = Uses.outcomeOf(tools.start(
                Uses.of(tool).inContext(Map.of("user", "a\r\nX-Admin: 1")).use("look", "{}")));

        assertThat(outcome)
                .isEqualTo(new ToolOutcome.Failed(
                        "The value for the header 'X-User' holds characters that a header cannot carry.",
                        false,
                        false));
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void provesWhoAsksInEveryWay() {
        gateway.secret(Uses.TEAM.value(), "DISCORD_BOT_TOKEN", "bot-token");
        start(new Auth.ApiKey("TOKEN", "X-API-Key"));
        start(new Auth.Bearer("${{secrets.TOKEN}}"));
        start(new Auth.Integration("discord.bot"));

        assertThat(server.requests().get(0).header("X-API-Key")).isEqualTo(SECRET);
        assertThat(server.requests().get(1).header("Authorization")).isEqualTo("Bearer " + SECRET);
        assertThat(server.requests().get(2).header("Authorization")).isEqualTo("Bot bot-token");
    }

    @Test
    void failsWithoutARequestIfTheTeamHasNoSuchSecret() {
        assertThat(start(new Auth.Bearer("MISSING")))
                .isEqualTo(new ToolOutcome.Failed(
                        "The team has no secret 'MISSING', which this tool needs.", false, false));
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void sendsNoSecretOfATeamToWhereAnotherTeamsAgentLeads() {
        gateway.secret(Uses.TEAM.value(), "DISCORD_BOT_TOKEN", "bot-token");
        List<Tool> tempting = List.of(
                http(server.url("/ok"), "POST", new Auth.ApiKey("TOKEN", "X-API-Key"), List.of(), null),
                http(server.url("/ok"), "POST", new Auth.Bearer("${{secrets.TOKEN}}"), List.of(), null),
                http(server.url("/ok"), "POST", new Auth.Integration("discord.bot"), List.of(), null),
                http(
                        server.url("/ok"),
                        "POST",
                        new Auth.None(),
                        List.of(new Header("X-Token", "${{secrets.TOKEN}}")),
                        null));

        for (Tool tool : tempting) {
            ToolUse use = Uses.of(tool).by(TeamId.random()).use("look", "{}");

            assertThat(Uses.outcomeOf(tools.start(use)))
                    .isInstanceOfSatisfying(
                            ToolOutcome.Failed.class,
                            failed -> assertThat(failed.message())
                                    .startsWith(
                                            "The agent is another team's, whose tools get no secrets of this team"));
        }
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void asksWithoutSecretsForAnotherTeamsAgent() {
        ToolUse use = Uses.of(http("/ok")).by(TeamId.random()).use("look", "{}");

        assertThat(Uses.outcomeOf(tools.start(use))).isInstanceOf(ToolOutcome.Done.class);
    }

    @Test
    void hidesSecretsThatTheServerRepeats() {
        server.on(
                "/echo",
                (request, out) -> OddServer.answers(
                                request.header("X-Fail").isEmpty() ? 200 : 500,
                                "text/plain",
                                "you sent " + request.header("Authorization") + " or "
                                        + java.net.URLEncoder.encode(SECRET, java.nio.charset.StandardCharsets.UTF_8))
                        .answer(request, out));
        Tool echo = http(server.url("/echo"), "POST", new Auth.Bearer("TOKEN"), List.of(), null);
        Tool fails =
                http(server.url("/echo"), "POST", new Auth.Bearer("TOKEN"), List.of(new Header("X-Fail", "1")), null);

        ToolOutcome done = Uses.outcomeOf(tools.start(Uses.of(echo).use("look", "{}")));
        ToolOutcome failed = Uses.outcomeOf(tools.start(Uses.of(fails).use("look", "{}")));

        assertThat(done).isEqualTo(ToolOutcome.Done.of("you sent Bearer **** or ****"));
        assertThat(failed)
                .isEqualTo(
                        new ToolOutcome.Failed("The server answered 500: you sent Bearer **** or ****", false, true));
    }

    @ParameterizedTest
    @CsvSource({"400,false", "404,false", "429,true", "500,true", "503,true"})
    void aRefusalIsAFailureWithStatusAndTheBeginningOfTheBody(int status, boolean repeatable) {
        server.on("/no", OddServer.answers(status, "text/plain", "no such city"));

        assertThat(Uses.outcomeOf(tools.start(Uses.of(http("/no")).use("look", "{}"))))
                .isEqualTo(new ToolOutcome.Failed(
                        "The server answered %d: no such city".formatted(status), false, repeatable));
    }

    @Test
    void leavesOutWhatDoesNotFitAndSaysHowMuch() {
        server.on("/large", OddServer.large(50L << 20, false));

        ToolOutcome outcome = Uses.outcomeOf(tools.start(Uses.of(http("/large")).use("look", "{}")));

        assertThat(outcome).isInstanceOfSatisfying(ToolOutcome.Done.class, done -> {
            assertThat(done.result()).hasSizeLessThan(257 * 1024).endsWith("\n[52166656 more bytes were left out]");
            assertThat(done.data()).isNull();
        });
    }

    @Test
    void doesNotCutAnswersThatMustBeJson() {
        server.on("/large", OddServer.large(1L << 20, true));
        Tool tool = http(server.url("/large"), "POST", new Auth.None(), List.of(), "{'type':'object'}");

        assertThat(Uses.outcomeOf(tools.start(Uses.of(tool).use("look", "{}"))))
                .isInstanceOfSatisfying(ToolOutcome.Failed.class, failed -> {
                    assertThat(failed.message()).contains("It was done (200)", "too large");
                    assertThat(failed.unknown()).isFalse();
                });
    }

    @Test
    void saysWhatAnAnswerIsThatIsNoText() {
        server.on("/image", (_, out) -> {
            OddServer.write(out, OddServer.head(200, "Content-Type: image/png", "Content-Length: 4"));
            out.write(new byte[] {(byte) 0x89, 'P', 0, (byte) 0xff});
        });
        server.on("/empty", OddServer.answers(204, "text/plain", ""));

        assertThat(Uses.outcomeOf(tools.start(Uses.of(http("/image")).use("look", "{}"))))
                .isEqualTo(ToolOutcome.Done.of("[4 bytes of type image/png, which are not text]"));
        assertThat(Uses.outcomeOf(tools.start(Uses.of(http("/empty")).use("look", "{}"))))
                .isEqualTo(ToolOutcome.Done.of("Done (204, without content)."));
    }

    @Test
    void nobodyKnowsWhatAServerDidThatHangsOrBreaksOff() {
        server.on("/hangs", server.hangs());
        server.on("/cut", OddServer.breaksOff());
        Tool hanging = new Tool.Http(
                Uses.common("look", Duration.ofMillis(500), 1),
                "http",
                server.url("/hangs"),
                "POST",
                new Auth.None(),
                List.of(),
                null,
                null);

        for (Tool tool : List.of(hanging, http("/cut"))) {
            assertThat(Uses.outcomeOf(tools.start(Uses.of(tool).use("look", "{}"))))
                    .isInstanceOfSatisfying(
                            ToolOutcome.Failed.class,
                            failed -> assertThat(failed.unknown()).isTrue());
        }
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void aServerThatIsNotThereHasDoneNothing() {
        try (ClosedPort closed = new ClosedPort()) {
            Tool tool = http(closed.url("/ok"), "POST", new Auth.None(), List.of(), null);

            assertThat(Uses.outcomeOf(tools.start(Uses.of(tool).use("look", "{}"))))
                    .isInstanceOfSatisfying(ToolOutcome.Failed.class, failed -> {
                        assertThat(failed.unknown()).isFalse();
                        assertThat(failed.repeatable()).isTrue();
                    });
        }
    }

    @Test
    void asksNothingASecondTimeAfterACrash() {
        ToolOutcome outcome =
                Uses.outcomeOf(tools.start(Uses.of(http("/ok")).again().use("look", "{}")));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        ToolOutcome.Failed.class,
                        failed -> assertThat(failed.unknown()).isTrue());
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void closesTheConnectionWhenItIsStoppedAndNobodyKnowsWhatTheServerDid() throws Exception {
        CountDownLatch broken = new CountDownLatch(1);
        server.on("/slow", (request, out) -> {
            try {
                server.trickles().answer(request, out);
            } catch (SocketException e) {
                broken.countDown();
                throw e;
            }
        });
        RunningTool running = tools.start(Uses.of(http("/slow")).use("look", "{}"));
        Await.until("the request is there", () -> server.requests().size() == 1);

        running.cancel();

        assertThat(broken.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(running.isUnknown()).isTrue();
    }

    @Test
    void sendsNothingIfItIsStoppedWhileItLooksForSecrets() {
        gateway.stop();
        RunningTool running =
                tools.start(Uses.of(http(server.url("/ok"), "POST", new Auth.Bearer("TOKEN"), List.of(), null))
                        .use("look", "{}"));

        running.cancel();
        gateway.startAgain();

        assertThat(start(new Auth.Bearer("TOKEN"))).isInstanceOf(ToolOutcome.Done.class);
        assertThat(server.requests()).hasSize(1);
        assertThat(running.isUnknown()).isFalse();
    }

    @Test
    void hasDoneNothingIfItIsStoppedWhileItConnects() {
        try (FullServer full = new FullServer()) {
            RunningTool running = tools.start(Uses.of(http(full.url("/ok"), "POST", new Auth.None(), List.of(), null))
                    .use("look", "{}"));
            full.awaitConnecting();

            running.cancel();

            assertThat(running.isUnknown()).isFalse();
            assertThat(full.readOnceThereIsRoom()).isEmpty();
            assertThat(running.isUnknown()).isFalse();
        }
    }

    @Test
    void followsNoRedirectOnceItIsStopped() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        server.on("/moved", (request, out) -> {
            asked.countDown();
            stopped.await();
            OddServer.redirects(307, "/ok").answer(request, out);
        });
        RunningTool running = tools.start(Uses.of(http("/moved")).use("look", "{}"));
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

        running.cancel();
        stopped.countDown();

        Uses.outcomeOf(tools.start(Uses.of(http("/ok?later")).use("look", "{}")));
        assertThat(server.requests())
                .extracting(OddServer.Request::target)
                .containsExactlyInAnyOrder("/moved", "/ok?later");
        assertThat(running.isUnknown()).isTrue();
    }

    @Test
    void nobodyKnowsWhatAProcessThatIsGoneHasSent() {
        RunningTool running = tools.start(Uses.of(http("/ok")).again().use("look", "{}"));

        running.cancel();

        assertThat(running.isUnknown()).isTrue();
    }

    private ToolOutcome start(Auth auth) {
        return Uses.outcomeOf(tools.start(
                Uses.of(http(server.url("/ok"), "POST", auth, List.of(), null)).use("look", "{}")));
    }

    private Tool http(String path) {
        return http(server.url(path), "POST", new Auth.None(), List.of(), null);
    }

    private static Tool http(
            String url, String method, Auth auth, List<Header> headers, @Nullable String outputSchema) {
        return new Tool.Http(
                Uses.common("look"),
                "http",
                url,
                method,
                auth,
                headers,
                null,
                outputSchema == null ? null : Uses.object(outputSchema));
    }
}
