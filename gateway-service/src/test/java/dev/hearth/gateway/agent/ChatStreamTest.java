package dev.hearth.gateway.agent;

import static dev.hearth.gateway.testing.Eventually.assertThatSoon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.gateway.testing.FakeTeams;
import dev.hearth.gateway.testing.LiveStream;
import dev.hearth.gateway.testing.LiveStream.Event;
import dev.hearth.gateway.testing.ScriptedAgents;
import dev.hearth.gateway.testing.ScriptedAgents.ScriptedChat;
import dev.hearth.gateway.testing.TestGateway;
import dev.hearth.ids.Ids;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each rule of wire protocol 5.6 that is the server's, by its number, and those of 2.7 that hold here too. */
@Timeout(60)
class ChatStreamTest {
    private static final String NDJSON = "application/x-ndjson";
    private static final long DELAY_MILLIS = 500;

    private static TestGateway gateway;
    private static ScriptedAgents agents;

    @BeforeAll
    static void start() {
        gateway = new TestGateway(TestGateway.Settings.impatient());
        agents = gateway.agents();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void ndjsonEventsCarryTheirNameAndSseEventsAreNamed() {
        String id = Ids.random();
        agents.chat(id, "busy");

        try (LiveStream lines = open(id, "Accept", NDJSON)) {
            assertThat(lines.header("content-type")).isEqualTo(NDJSON);
            assertThat(lines.nextChunk())
                    .startsWith("{\"event\":\"chats\",\"data\":{\"id\":\"" + id)
                    .endsWith("}}\n");
        }
        try (LiveStream events = open(id)) {
            assertThat(events.header("content-type")).isEqualTo("text/event-stream");
            assertThat(events.nextChunk())
                    .startsWith("event: chats\ndata: {\"id\":\"" + id)
                    .endsWith("}\n\n");
        }
    }

    @Test
    void rule1TheTurnsMessagesAreReplayedAndThenTheChat() {
        String id = Ids.random();
        agents.chat(id, "busy").says("m1", "Hello", "ready").says("m2", "", "pending");

        try (LiveStream stream = open(id, "Accept", NDJSON)) {
            assertThat(next(stream).data().path("id").asText()).isEqualTo("m1");
            assertThat(next(stream).data().path("id").asText()).isEqualTo("m2");
            Event chat = next(stream);
            assertThat(chat.name()).isEqualTo("chats");
            assertThat(chat.data().path("status").asText()).isEqualTo("busy");
        }
    }

    @Test
    void rule2TheFirstStateOfAnIdleChatIsHeldBack() {
        String id = Ids.random();
        agents.chat(id, "idle").says("m1", "Hello", "ready");
        long begun = System.nanoTime();

        try (LiveStream stream = open(id, "Accept", NDJSON)) {
            assertThat(next(stream).name()).isEqualTo("chat_messages");
            Event chat = next(stream);

            assertThat(chat.data().path("status").asText()).isEqualTo("idle");
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(DELAY_MILLIS));
        }
    }

    @Test
    void rule2AStateThatIsHeldBackDoesNotKeepTheClientWaitingForASignOfLife() {
        String id = Ids.random();
        agents.chat(id, "idle");
        long begun = System.nanoTime();

        try (LiveStream stream = open(id, "Accept", NDJSON)) {
            assertThat(stream.nextChunk()).isEqualTo("{\"type\":\"heartbeat\"}\n");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(DELAY_MILLIS));
        }
    }

    @Test
    void rule2WhenATurnBeginsMeanwhileTheBusyStateIsSentInstead() {
        String id = Ids.random();
        ScriptedChat chat = agents.chat(id, "idle");

        try (LiveStream stream = open(id, "Accept", NDJSON)) {
            stream.nextChunk();
            chat.begin().says("m1", "Hi", "ready").status("idle");

            assertThat(next(stream).data().path("status").asText()).isEqualTo("busy");
            assertThat(next(stream).data().path("id").asText()).isEqualTo("m1");
            assertThat(next(stream).data().path("status").asText()).isEqualTo("idle");
        }
    }

    @Test
    void rule2OnlyTheFirstStateIsHeldBack() {
        String id = Ids.random();
        ScriptedChat chat = agents.chat(id, "busy");

        try (LiveStream stream = open(id, "Accept", NDJSON)) {
            next(stream);
            long begun = System.nanoTime();
            chat.status("idle");

            assertThat(next(stream).data().path("status").asText()).isEqualTo("idle");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(DELAY_MILLIS));
        }
    }

    @Test
    void rule3FinalMessagesComeBeforeTheIdleState() {
        String id = Ids.random();
        ScriptedChat chat = agents.chat(id, "busy");

        try (LiveStream stream = open(id, "Accept", NDJSON)) {
            next(stream);
            for (int i = 1; i <= 50; i++) {
                chat.says("m1", "x".repeat(i * 100), i < 50 ? "pending" : "ready");
            }
            chat.status("idle");

            Event event = next(stream);
            JsonNode last = event.data();
            while (event.name().equals("chat_messages")) {
                last = event.data();
                event = next(stream);
            }
            assertThat(last.path("status").asText()).isEqualTo("ready");
            assertThat(event.data().path("status").asText()).isEqualTo("idle");
        }
    }

    @Test
    void rule4TheStreamStaysOpenAfterIdleWithHeartbeats() {
        String id = Ids.random();
        ScriptedChat chat = agents.chat(id, "busy");

        try (LiveStream stream = open(id, "Accept", NDJSON)) {
            next(stream);
            chat.status("idle");
            next(stream);

            assertThat(stream.nextChunk()).isEqualTo("{\"type\":\"heartbeat\"}\n");
            assertThat(stream.nextChunk()).isEqualTo("{\"type\":\"heartbeat\"}\n");
            chat.begin();
            assertThat(next(stream).data().path("status").asText()).isEqualTo("busy");
        }
        try (LiveStream events = open(id)) {
            next(events);
            assertThat(events.nextChunk()).isEqualTo(": hb\n\n");
        }
    }

    @Test
    void rule5WhatAwaitsAHumanIsShownAsSuch() {
        String id = Ids.random();
        ScriptedChat chat = agents.chat(id, "busy");

        try (LiveStream stream = open(id, "Accept", NDJSON)) {
            next(stream);
            chat.status("awaiting_input");

            assertThat(next(stream).data().path("status").asText()).isEqualTo("awaiting_input");
        }
    }

    @Test
    void rule6EachLineAndItsNewlineIsOneChunkOfAsciiWithoutACharset() {
        String id = Ids.random();
        agents.chat(id, "busy").says("m1", "a\u0085b\u2028c\u2029d é", "ready");

        try (LiveStream stream = open(id, "Accept", NDJSON)) {
            String line = Objects.requireNonNull(stream.nextChunk());

            assertThat(stream.header("transfer-encoding")).isEqualTo("chunked");
            assertThat(stream.header("content-length")).isEmpty();
            assertThat(stream.header("content-encoding")).isEmpty();
            assertThat(stream.header("cache-control")).isEqualTo("no-cache");
            assertThat(stream.header("x-accel-buffering")).isEqualTo("no");
            assertThat(line).startsWith("{").endsWith("}\n").containsOnlyOnce("\n");
            assertThat(line.chars()).allMatch(c -> c < 0x7F);
            assertThat(line).contains("\\u0085", "\\u2028", "\\u2029");
        }
    }

    @Test
    void rule6ResultsOfToolsAreShortenedInLinesThatWouldBeTooLong() {
        String id = Ids.random();
        agents.chat(id, "busy")
                .message(
                        "m1",
                        "{\"id\":\"m1\",\"role\":\"assistant\",\"status\":\"ready\",\"content\":[{\"type\":\"text\",\"text\":\"Done.\"}],"
                                + "\"tool_invocations\":[{\"id\":\"i1\",\"status\":\"completed\",\"result\":\"%1$s\",\"data\":{\"a\":\"%1$s\"}}]}"
                                        .formatted("r".repeat(100_000)));

        try (LiveStream stream = open(id, "Accept", NDJSON)) {
            String line = Objects.requireNonNull(stream.nextChunk());

            assertThat(line.length()).isLessThan(128 * 1024);
            assertThat(line)
                    .contains("Done.", "\"status\":\"completed\"", "rrr\\u2026\"")
                    .doesNotContain("\"data\":{\"a\"");
        }
    }

    @Test
    void rule6StreamedChatsCarryNoMessages() {
        String id = Ids.random();
        agents.chat(id, "busy").says("m1", "Hello", "ready");

        try (LiveStream stream = open(id, "Accept", NDJSON)) {
            next(stream);

            assertThat(next(stream).data().path("chat_messages")).isEmpty();
        }
    }

    @Test
    void aQueuedMessageIsPendingForClientsThatDoNotKnowTheWord() {
        String id = Ids.random();
        agents.chat(id, "busy").says("m1", "queued", "queued");

        try (LiveStream first = open(id, "Accept", NDJSON);
                LiveStream second =
                        open(id, "Accept", NDJSON, "X-API-Version", "2", "X-Client-Source", "inference-sdk-js");
                LiveStream third = open(id, "Accept", NDJSON, "X-Client-Source", "inference-sdk-js/0.5.13")) {
            JsonNode shown = next(first).data();
            assertThat(shown.path("status").asText()).isEqualTo("pending");
            assertThat(shown.path("content").path(0).path("text").asText()).isEqualTo("queued");
            assertThat(next(second).data().path("status").asText()).isEqualTo("pending");
            assertThat(next(third).data().path("status").asText()).isEqualTo("queued");
        }
    }

    @Test
    void ourOwnFilesAreShownByTheirUrl() {
        String id = Ids.random();
        agents.chat(id, "busy")
                .message(
                        "m1",
                        "{\"id\":\"m1\",\"role\":\"user\",\"status\":\"ready\",\"content\":[{\"type\":\"image\",\"image\":\"inf://files/%s\"}]}"
                                .formatted(Ids.random()));

        try (LiveStream stream = open(id, "Accept", NDJSON)) {
            assertThat(next(stream).data().path("content").path(0).path("image").asText())
                    .startsWith("http://files/");
        }
    }

    @Test
    void anUnknownChatIsAnErrorThatIsNoLineOfAStream() {
        try (LiveStream stream = open("nope", "Accept", NDJSON)) {
            assertThat(stream.status()).isEqualTo(404);
            assertThat(stream.header("content-type")).startsWith("application/json");
        }
    }

    @Test
    void agentServiceMayRestartWithoutTheClientNoticing() {
        String id = Ids.random();
        ScriptedChat chat = agents.chat(id, "busy");

        try (LiveStream stream = open(id, "Accept", NDJSON)) {
            next(stream);
            agents.stop();
            chat.statusSilently("idle");
            agents.startAgain();

            Event event = next(stream);
            assertThat(event.data().path("status").asText()).isEqualTo("idle");
        }
    }

    @Test
    void withoutAgentServiceAStreamIsAnswered503InTime() {
        try (TestGateway alone = new TestGateway(TestGateway.Settings.impatient())) {
            alone.agents().stop();

            try (LiveStream stream = alone.stream("GET", "/chats/" + Ids.random() + "/stream", "", "Accept", NDJSON)) {
                assertThat(stream.status()).isEqualTo(503);
                assertThat(stream.header("retry-after")).isEqualTo("1");
            }
        }
    }

    @Test
    void aClientThatLeavesIsForgotten() {
        String id = Ids.random();
        ScriptedChat chat = agents.chat(id, "busy");
        try (LiveStream stream = open(id, "Accept", NDJSON)) {
            next(stream);
            assertThat(chat.watchers()).isEqualTo(1);
        }

        assertThatSoon(() -> assertThat(chat.watchers()).isZero());
    }

    @Test
    void aClientThatDoesNotReadIsCutOff() {
        String id = Ids.random();
        ScriptedChat chat = agents.chat(id, "busy");
        LiveStream unread = LiveStream.request(gateway.port(), "GET", "/chats/" + id + "/stream", "", "Accept", NDJSON);
        assertThatSoon(() -> assertThat(chat.watchers()).isEqualTo(1));

        for (int i = 0; i < 100; i++) {
            chat.says("m" + i, "x".repeat(50_000), "ready");
        }

        assertThatSoon(() -> assertThat(chat.watchers()).isZero());
        unread.close();
    }

    @Test
    void aDroppedStreamBreaksOff() {
        try (TestGateway stopping = new TestGateway(TestGateway.Settings.impatient())) {
            stopping.agents().chat("c1", "busy");
            try (LiveStream stream = stopping.stream("GET", "/chats/c1/stream", "", "Accept", NDJSON)) {
                stream.nextEvent();

                stopping.dropStreams();

                assertThatThrownBy(() -> {
                            while (stream.nextChunk() != null) {
                                // heartbeats
                            }
                        })
                        .isInstanceOf(java.io.UncheckedIOException.class);
            }
        }
    }

    @Test
    void aChatThatIsDeletedEndsItsStreams() {
        String id = Ids.random();
        agents.chat(id, "busy");
        try (TestGateway other = new TestGateway(TestGateway.Settings.impatient())) {
            other.agents().chat("c1", "busy");
            try (LiveStream stream = other.stream("GET", "/chats/c1/stream", "", "Accept", NDJSON)) {
                stream.nextEvent();
                other.agents().endChat("c1", new ServiceException(ErrorCode.NOT_FOUND, "chat not found: c1"));

                assertThatThrownBy(() -> {
                            while (stream.nextChunk() != null) {
                                // heartbeats
                            }
                        })
                        .isInstanceOf(java.io.UncheckedIOException.class);
            }
        }
    }

    @Test
    void aRunWithStreamIsAnsweredWithTheChatsStream() {
        String id = Ids.random();
        agents.chat(id, "busy").says("m1", "Hi", "pending");
        agents.answer(
                "{\"user_message\":{\"chat_id\":\"%1$s\"},\"assistant_message\":{\"chat_id\":\"%1$s\"}}".formatted(id));

        try (LiveStream stream = gateway.stream(
                "POST",
                "/agents/run",
                "{\"agent\":\"a/b\",\"input\":{\"text\":\"x\"},\"stream\":true}",
                "Accept",
                NDJSON)) {
            assertThat(stream.header("content-type")).isEqualTo(NDJSON);
            assertThat(next(stream).data().path("id").asText()).isEqualTo("m1");
            assertThat(next(stream).data().path("id").asText()).isEqualTo(id);
        }
    }

    @Test
    void whoeverMayReadChatsOrRunAgentsMayFollow() {
        String id = Ids.random();
        agents.chat(id, "busy");

        assertThat(gateway.http()
                        .get("/chats/nope/stream", "Authorization", FakeTeams.CHATS_KEY)
                        .status())
                .isEqualTo(404);
        assertThat(gateway.http()
                        .get("/chats/nope/stream", "Authorization", FakeTeams.AGENTS_KEY)
                        .status())
                .isEqualTo(404);
        assertThat(gateway.http()
                        .get("/chats/nope/stream", "Authorization", FakeTeams.READING_KEY)
                        .status())
                .isEqualTo(403);
    }

    private static LiveStream open(String chat, String... headers) {
        return gateway.stream("GET", "/chats/" + chat + "/stream", "", headers);
    }

    private static Event next(LiveStream stream) {
        return Objects.requireNonNull(stream.nextEvent(), "the stream ended");
    }
}
