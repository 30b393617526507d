package dev.hearth.agent.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.ids.ChatId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChatFeedTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final ChatFeed feed = new ChatFeed();
    private final ChatId id = ChatId.random();

    @Test
    void tellsTheOthersWhenOneWatcherBreaks() {
        List<Chat> told = new ArrayList<>();
        feed.watch(id, watcher(_ -> {
            throw new IllegalStateException("broken");
        }));
        feed.watch(id, watcher(told::add));

        feed.publish(id, List.of(), chat());
        feed.publish(id, List.of(), chat());

        assertThat(told).hasSize(2);
    }

    @Test
    void forgetsAChatThatNobodyWatchesAnyMore() {
        ChatWatcher watcher = watcher(_ -> {});
        feed.watch(id, watcher);
        assertThat(feed.isWatched(id)).isTrue();

        feed.unwatch(id, watcher);

        assertThat(feed.isWatched(id)).isFalse();
    }

    private static ChatWatcher watcher(java.util.function.Consumer<Chat> chats) {
        return new ChatWatcher() {
            @Override
            public void message(FullMessage message) {
                throw new AssertionError("there are no messages");
            }

            @Override
            public void chat(Chat chat) {
                chats.accept(chat);
            }
        };
    }

    private Chat chat() {
        return new Chat(
                id,
                TeamId.random(),
                new UserId("someone"),
                null,
                null,
                null,
                null,
                0,
                ChatStatus.IDLE,
                "",
                "",
                "private",
                Map.of(),
                AgentData.EMPTY,
                null,
                null,
                0,
                NOW,
                NOW);
    }
}
