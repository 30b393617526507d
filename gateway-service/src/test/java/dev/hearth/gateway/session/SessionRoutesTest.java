package dev.hearth.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.testing.FakeCatalog;
import dev.hearth.gateway.testing.FakeTeams;
import dev.hearth.gateway.testing.Http;
import dev.hearth.gateway.testing.ScriptedScheduler;
import dev.hearth.gateway.testing.TestGateway;
import dev.hearth.proto.v1.Session;
import dev.hearth.proto.v1.SessionStatus;
import dev.hearth.proto.v1.TaskSpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class SessionRoutesTest {
    private static final String INVALID = "sess_invalid_does_not_exist_12345";

    private static TestGateway gateway;
    private static ScriptedScheduler scheduler;
    private static Http http;

    @BeforeAll
    static void start() {
        gateway = new TestGateway(TestGateway.Settings.impatient());
        scheduler = gateway.scheduler();
        http = gateway.http();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aNewSessionHasItsIdInTheAnswerToTheRun() {
        Http.Answer answer = run("\"session\":\"new\"");
        TaskSpec spec = scheduler.nextSubmission();

        String id = answer.data().path("session_id").asText();
        assertThat(id).hasSize(26).isEqualTo(spec.getSession().getSessionId());
        assertThat(answer.data().path("session_timeout").asInt()).isEqualTo(60);
        assertThat(spec.getSession().getOpens()).isTrue();
        assertThat(spec.getMaxAttempts()).isEqualTo(1);
    }

    @Test
    void everyNewSessionIsAnotherOne() {
        assertThat(opened()).isNotEqualTo(opened());
    }

    @Test
    void theIdleTimeIsTheCallersToChoose() {
        Http.Answer answer = run("\"session\":\"new\",\"session_timeout\":3600");
        TaskSpec spec = scheduler.nextSubmission();

        assertThat(answer.data().path("session_timeout").asInt()).isEqualTo(3600);
        assertThat(spec.getSession().getIdleTimeoutSeconds()).isEqualTo(3600);
    }

    @Test
    void aLaterCallRunsTheSessionsVersionWithItsSetup() {
        http.post(
                "/apps/run",
                "{\"app\":\"test/echo\",\"input\":{},\"session\":\"new\",\"setup\":{\"model\":\"large\"}}");
        TaskSpec first = scheduler.nextSubmission();

        Http.Answer answer = run("\"session\":\"%s\",\"function\":\"upscale\"".formatted(idOf(first)));

        TaskSpec later = scheduler.nextSubmission();
        assertThat(answer.data().path("session_id").asText()).isEqualTo(idOf(first));
        assertThat(later.getSetupHash()).isEqualTo(first.getSetupHash());
        assertThat(later.getSetup()).isEqualTo(first.getSetup());
        assertThat(later.getFunction()).isEqualTo("upscale");
        assertThat(later.getSession().getOpens()).isFalse();
        assertThat(later.getSession().getIdleTimeoutSeconds()).isEqualTo(60);
    }

    @Test
    void theSetupOfALaterCallMustBeTheSessionsOwn() {
        String id = opened();

        Http.Answer same = run("\"session\":\"%s\",\"setup\":{}".formatted(id));
        scheduler.nextSubmission();
        Http.Answer other = run("\"session\":\"%s\",\"setup\":{\"model\":\"large\"}".formatted(id));

        assertThat(same.status()).isEqualTo(200);
        assertRefused(other, 400, "invalid_request", "another setup", id);
    }

    @Test
    void anUnknownSessionIsRefusedOnThePost() {
        assertRefused(
                run("\"session\":\"%s\"".formatted(INVALID)), 404, "SESSION_NOT_FOUND", "session not found", INVALID);
        assertRefused(run("\"session\":\"not an id\""), 404, "SESSION_NOT_FOUND", "session not found", "not an id");
    }

    @ParameterizedTest
    @CsvSource({
        "SESSION_STATUS_EXPIRED, 410, SESSION_EXPIRED, session expired, expired",
        "SESSION_STATUS_ENDED, 410, SESSION_ENDED, session ended, ended",
        "SESSION_STATUS_LOST, 500, WORKER_LOST, worker lost, ended"
    })
    void aSessionThatIsOverSaysSoOnThePost(
            SessionStatus status, int expected, String code, String phrase, String shown) {
        String id = opened();
        gateway.sessions().become(id, status);
        int before = scheduler.submissions();

        assertRefused(run("\"session\":\"%s\"".formatted(id)), expected, code, phrase, id);
        assertRefused(http.post("/sessions/" + id + "/keepalive", ""), expected, code, phrase, id);

        assertThat(scheduler.submissions()).isEqualTo(before);
        assertThat(http.get("/sessions/" + id).data().path("status").asText()).isEqualTo(shown);
    }

    @Test
    void anotherAppIsRefused() {
        String id = opened();

        Http.Answer answer =
                http.post("/apps/run", "{\"app\":\"test/files\",\"input\":{},\"session\":\"%s\"}".formatted(id));

        assertRefused(answer, 400, "APP_MISMATCH", "another app", id);
    }

    @Test
    void anotherVersionIsRefusedAndTheSessionsOwnIsNot() {
        String id = opened();

        Http.Answer other = http.post(
                "/apps/run",
                "{\"app\":\"test/echo@vers9999999999999999999999\",\"input\":{},\"session\":\"%s\"}".formatted(id));
        Http.Answer own = http.post(
                "/apps/run",
                "{\"app\":\"test/echo@%s\",\"input\":{},\"session\":\"%s\"}".formatted(FakeCatalog.ECHO, id));

        assertRefused(other, 400, "VERSION_MISMATCH", FakeCatalog.ECHO.value(), id);
        assertThat(own.status()).isEqualTo(200);
        scheduler.nextSubmission();
    }

    @Test
    void aSessionIsShownInFull() {
        String id = opened();

        JsonNode session = http.get("/v1/sessions/" + id).data();

        assertThat(session.path("id").asText()).isEqualTo(id);
        assertThat(session.path("status").asText()).isEqualTo("active");
        assertThat(session.path("app_version_id").asText()).isEqualTo(FakeCatalog.ECHO.value());
        assertThat(session.path("expires_at").asText()).startsWith("1970-01-01T00:17:40");
        assertThat(session.path("call_count").asInt(-1)).isZero();
        assertThat(session.path("idle_timeout").asInt()).isEqualTo(60);
        assertThat(session.path("task_id").asText()).hasSize(26);
        assertThat(session.has("ended_at")).isFalse();
    }

    @Test
    void theListIsAPlainArrayForEveryGeneration() {
        String id = opened();

        Http.Answer wrapped = http.get("/sessions");
        Http.Answer bare = http.get("/sessions", "X-API-Version", "2");

        assertThat(wrapped.data().isArray()).isTrue();
        assertThat(bare.json().isArray()).isTrue();
        assertThat(bare.json().findValuesAsText("id")).contains(id);
    }

    @Test
    void theListIsReadToItsEndAndSaysWhenItIsCut() {
        String[] others = {"Authorization", FakeTeams.OTHER_KEY};
        addSessions(0, 1_200);
        Http.Answer whole = http.get("/sessions", others);
        addSessions(1_200, 10_001);
        Http.Answer cut = http.get("/sessions", others);

        assertThat(whole.data()).hasSize(1_200);
        assertThat(whole.header("Hearth-Truncated")).isEqualTo("false");
        assertThat(cut.data()).hasSize(10_000);
        assertThat(cut.header("Hearth-Truncated")).isEqualTo("true");
    }

    @Test
    void keepaliveAnswersWithTheNewExpiry() {
        String id = opened();

        JsonNode kept = http.post("/sessions/" + id + "/keepalive", "").data();

        assertThat(kept.path("status").asText()).isEqualTo("active");
        assertThat(kept.path("expires_at").asText()).startsWith("1970-01-01T00:18:40");
    }

    @Test
    void endingASessionTwiceIsEndingItOnce() {
        String id = opened();

        Http.Answer first = http.send("DELETE", "/sessions/" + id, "");
        Http.Answer second = http.send("DELETE", "/sessions/" + id, "");

        assertThat(first.status()).isEqualTo(204);
        assertThat(second.status()).isEqualTo(204);
        assertThat(http.get("/sessions/" + id).data().has("ended_at")).isTrue();
    }

    @Test
    void unknownSessionsAreNotFoundOnEveryRoute() {
        assertRefused(http.get("/sessions/" + INVALID), 404, "SESSION_NOT_FOUND", "session not found", INVALID);
        assertRefused(
                http.post("/sessions/" + INVALID + "/keepalive", ""),
                404,
                "SESSION_NOT_FOUND",
                "session not found",
                INVALID);
        assertRefused(
                http.send("DELETE", "/sessions/" + INVALID, ""),
                404,
                "SESSION_NOT_FOUND",
                "session not found",
                INVALID);
    }

    @Test
    void teamsDoNotMeetEachOthersSessions() {
        String id = opened();
        String[] others = {"Authorization", FakeTeams.OTHER_KEY};

        assertThat(http.get("/sessions", others).json().findValuesAsText("id")).doesNotContain(id);
        assertThat(http.get("/sessions/" + id, others).status()).isEqualTo(404);
        assertThat(http.post("/sessions/" + id + "/keepalive", "", others).status())
                .isEqualTo(404);
        assertThat(http.send("DELETE", "/sessions/" + id, "", others).status()).isEqualTo(404);
        assertThat(http.post(
                                "/apps/run",
                                "{\"app\":\"test/echo\",\"input\":{},\"session\":\"%s\"}".formatted(id),
                                others)
                        .status())
                .isEqualTo(404);
        assertThat(gateway.sessions().get(id).getStatus()).isEqualTo(SessionStatus.SESSION_STATUS_ACTIVE);
    }

    @Test
    void aKeyThatReadsLooksAtSessionsAndChangesNone() {
        String id = opened();
        String[] reading = {"Authorization", FakeTeams.READING_KEY};

        assertThat(http.get("/sessions/" + id, reading).status()).isEqualTo(200);
        assertThat(http.send("DELETE", "/sessions/" + id, "", reading).status()).isEqualTo(403);
        assertThat(http.post("/sessions/" + id + "/keepalive", "", reading).status())
                .isEqualTo(403);
    }

    @Test
    void otherMethodsAreRefused() {
        assertThat(http.post("/sessions", "{}").status()).isEqualTo(405);
        assertThat(http.get("/sessions/x/keepalive").status()).isEqualTo(405);
    }

    private static void addSessions(int from, int to) {
        for (int i = from; i < to; i++) {
            gateway.sessions()
                    .add(Session.newBuilder()
                            .setSessionId("other-%d".formatted(i))
                            .setTeamId(FakeTeams.OTHER_TEAM.value())
                            .setStatus(SessionStatus.SESSION_STATUS_ENDED)
                            .build());
        }
    }

    private static String opened() {
        run("\"session\":\"new\"");
        return idOf(scheduler.nextSubmission());
    }

    private static String idOf(TaskSpec spec) {
        return spec.getSession().getSessionId();
    }

    private static Http.Answer run(String fields) {
        return http.post("/apps/run", "{\"app\":\"test/echo\",\"input\":{},%s}".formatted(fields));
    }

    private static void assertRefused(Http.Answer answer, int status, String code, String... phrases) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.json().path("error").path("code").asText()).isEqualTo(code);
        assertThat(answer.json().path("error").path("message").asText()).contains(phrases);
        assertThat(answer.json().path("detail").asText()).contains(phrases);
    }
}
