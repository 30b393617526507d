package dev.hearth.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionCommandsTest {
    private static final String SESSION = "{\"id\":\"s1\",\"status\":\"active\",\"call_count\":3,\"app_id\":\"a1\","
            + "\"expires_at\":\"2026-01-01T00:00:00Z\",\"idle_timeout\":60}";

    private final FakeGateway gateway = new FakeGateway();
    private final Shell shell = new Shell(gateway.connection());

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void opensASessionAndTellsItsId() {
        gateway.answers("POST /apps/run", "{\"id\":\"t1\",\"status\":1,\"session_id\":\"s1\"}");

        shell.type("app", "run", "a/b", "--session", "new", "--session-timeout", "120", "--no-wait");

        JsonNode request = gateway.last("POST /apps/run").json();
        assertThat(request.path("session").asText()).isEqualTo("new");
        assertThat(request.path("session_timeout").asInt()).isEqualTo(120);
        assertThat(shell.told()).contains("session s1");
        assertThat(shell.printed()).isEqualTo("t1\n");
    }

    @Test
    void callsInAnOpenSession() {
        gateway.answers("POST /apps/run", "{\"id\":\"t1\",\"status\":1,\"session_id\":\"s1\"}");

        shell.type("app", "run", "a/b", "--session", "s1", "--no-wait");

        JsonNode request = gateway.last("POST /apps/run").json();
        assertThat(request.path("session").asText()).isEqualTo("s1");
        assertThat(request.has("session_timeout")).isFalse();
    }

    @Test
    void listsSessions() {
        gateway.answers("GET /sessions", "[" + SESSION + "]")
                .answers("GET /apps/a1", "{\"id\":\"a1\",\"namespace\":\"ada\",\"name\":\"sample\"}");

        assertThat(shell.type("session", "list")).isZero();

        assertThat(shell.printed()).contains("SESSION", "s1", "active", "3", "ada/sample");
    }

    @Test
    void showsASession() {
        gateway.answers("GET /sessions/s1", SESSION);

        assertThat(shell.type("session", "get", "s1")).isZero();

        assertThat(shell.printed())
                .contains("call_count", "3", "idle_timeout", "60")
                .doesNotContain("ended_at");
    }

    @Test
    void endsASession() {
        gateway.answersRaw("DELETE /sessions/s1", 204, "");

        assertThat(shell.type("session", "end", "s1")).isZero();

        assertThat(gateway.requests()).containsExactly("DELETE /sessions/s1");
    }

    @Test
    void tellsWhyASessionIsNotThere() {
        gateway.refuses("DELETE /sessions/s2", 404, "SESSION_NOT_FOUND", "session not found: s2");

        assertThat(shell.type("session", "end", "s2")).isNotZero();

        assertThat(shell.told()).contains("session not found: s2");
    }
}
