package dev.hearth.agent.chat;

import dev.hearth.ids.ChatId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Tells this process's watchers what was committed, and what the LLM says before that. Safe for any thread. */
@ApplicationScoped
public class ChatFeed {
    private static final Logger LOG = Logger.getLogger(ChatFeed.class);

    private final ConcurrentHashMap<ChatId, Set<ChatWatcher>> watchers = new ConcurrentHashMap<>();

    /** From now on the watcher hears of the chat. What was before it reads itself, after this call. */
    public void watch(ChatId chat, ChatWatcher watcher) {
        watchers.compute(chat, (_, set) -> {
            Set<ChatWatcher> all = set == null ? new CopyOnWriteArraySet<>() : set;
            all.add(watcher);
            return all;
        });
    }

    public void unwatch(ChatId chat, ChatWatcher watcher) {
        watchers.computeIfPresent(chat, (_, set) -> {
            set.remove(watcher);
            return set.isEmpty() ? null : set;
        });
    }

    public boolean isWatched(ChatId chat) {
        return watchers.containsKey(chat);
    }

    /** Chats that somebody watches here. */
    public Set<ChatId> watched() {
        return Set.copyOf(watchers.keySet());
    }

    /** Tells the messages first, then the chat. A watcher that breaks harms nobody else. */
    public void publish(ChatId id, List<FullMessage> messages, @Nullable Chat chat) {
        for (ChatWatcher watcher : watchers.getOrDefault(id, Set.of())) {
            try {
                messages.forEach(watcher::message);
                if (chat != null) {
                    watcher.chat(chat);
                }
            } catch (RuntimeException e) {
                LOG.errorf(e, "a watcher broke: chatId=%s", id);
                unwatch(id, watcher);
                watcher.broke(e);
            }
        }
    }
}
