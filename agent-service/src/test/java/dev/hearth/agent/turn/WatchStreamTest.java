package dev.hearth.agent.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.agent.chat.AgentData;
import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.ChatStatus;
import dev.hearth.agent.chat.ContentPart;
import dev.hearth.agent.chat.FullMessage;
import dev.hearth.agent.chat.Message;
import dev.hearth.agent.chat.MessageRole;
import dev.hearth.agent.chat.MessageStatus;
import dev.hearth.ids.ChatId;
import dev.hearth.ids.MessageId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.TurnId;
import dev.hearth.ids.UserId;
import dev.hearth.proto.v1.ChatUpdate;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WatchStreamTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final ChatId CHAT = ChatId.random();
    private static final TeamId TEAM = TeamId.random();
    private static final UserId USER = new UserId("someone");
    private static final TurnId TURN = TurnId.random();

    private final Wire wire = new Wire();
    private final WatchStream stream = new WatchStream(wire, new Settings(), () -> wire.left = true);

    @Test
    void tellsASlowWatcherTheNewestStateOnlyAndTheChatLast() {
        MessageId id = MessageId.random();
        stream.begin(List.of(), chat(ChatStatus.BUSY, 0));
        wire.ready = false;

        stream.message(message(id, "H", 1, 1));
        stream.chat(chat(ChatStatus.IDLE, 1));
        stream.message(message(id, "Hel", 1, 2));
        stream.message(message(id, "Hello", 2, 0));
        wire.becomesReady();

        assertThat(wire.texts()).containsExactly("busy", "Hello", "idle");
    }

    @Test
    void dropsWhatIsOlderThanWhatWasTold() {
        MessageId id = MessageId.random();
        stream.begin(List.of(message(id, "Hello", 5, 0)), chat(ChatStatus.IDLE, 5));

        stream.message(message(id, "Hel", 4, 9));
        stream.chat(chat(ChatStatus.BUSY, 4));

        assertThat(wire.texts()).containsExactly("Hello", "idle");
    }

    @Test
    void keepsWhatComesBeforeItsBeginningIsRead() {
        MessageId id = MessageId.random();
        stream.message(message(id, "Hello", 6, 0));
        assertThat(wire.sent).isEmpty();

        stream.begin(List.of(message(id, "Hel", 5, 0)), chat(ChatStatus.BUSY, 5));

        assertThat(wire.texts()).containsExactly("Hello", "busy");
    }

    @Test
    void cutsOffAWatcherForWhomTooMuchWaits() {
        stream.begin(List.of(), chat(ChatStatus.BUSY, 0));
        wire.ready = false;

        for (int i = 0; i <= 3; i++) {
            stream.message(message(MessageId.random(), "x", 1, 0));
        }

        assertThat(wire.failure).hasMessageContaining("too much waits");
        assertThat(wire.left).isTrue();
    }

    private static FullMessage message(MessageId id, String text, long revision, int live) {
        return new FullMessage(
                new Message(
                        id,
                        CHAT,
                        TEAM,
                        USER,
                        TURN,
                        1,
                        MessageRole.ASSISTANT,
                        MessageStatus.PENDING,
                        List.of(new ContentPart.Text(text)),
                        null,
                        null,
                        NOW,
                        NOW),
                List.of(),
                revision,
                live);
    }

    private static Chat chat(ChatStatus status, int seconds) {
        return new Chat(
                CHAT,
                TEAM,
                USER,
                null,
                null,
                null,
                null,
                0,
                status,
                "",
                "",
                "private",
                Map.of(),
                AgentData.EMPTY,
                null,
                TURN,
                2,
                NOW,
                NOW.plusSeconds(seconds));
    }

    private record Settings() implements WatchConfig {
        @Override
        public Duration cutOffAfter() {
            return Duration.ofSeconds(30);
        }

        @Override
        public int maxWaiting() {
            return 3;
        }
    }

    /** The other end. */
    private static final class Wire extends ServerCallStreamObserver<ChatUpdate> {
        final List<ChatUpdate> sent = new ArrayList<>();
        boolean ready = true;
        boolean left;

        @Nullable
        Throwable failure;

        Runnable onReady = () -> {};

        void becomesReady() {
            ready = true;
            onReady.run();
        }

        List<String> texts() {
            return sent.stream()
                    .map(update -> update.hasChat()
                            ? update.getChat().getStatus()
                            : dev.hearth.agent.access.JsonBody.stored(
                                            update.getMessage().getJson().toStringUtf8())
                                    .path("content")
                                    .path(0)
                                    .path("text")
                                    .asText())
                    .toList();
        }

        @Override
        public void onNext(ChatUpdate update) {
            sent.add(update);
        }

        @Override
        public void onError(Throwable error) {
            failure = error;
        }

        @Override
        public void onCompleted() {
            throw new AssertionError("a watch never ends by itself");
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void setOnReadyHandler(Runnable handler) {
            onReady = handler;
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void setOnCancelHandler(Runnable handler) {
            // Nobody cancels here.
        }

        @Override
        public void setCompression(String compression) {
            // Not on this wire.
        }

        @Override
        public void disableAutoInboundFlowControl() {
            // Not on this wire.
        }

        @Override
        public void request(int count) {
            // Not on this wire.
        }

        @Override
        public void setMessageCompression(boolean enable) {
            // Not on this wire.
        }
    }
}
