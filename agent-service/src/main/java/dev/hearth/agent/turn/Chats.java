package dev.hearth.agent.turn;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.access.Caller;
import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.ChatFeed;
import dev.hearth.agent.chat.ChatJson;
import dev.hearth.agent.chat.ChatStatus;
import dev.hearth.agent.chat.ChatStore;
import dev.hearth.agent.chat.ChatWatcher;
import dev.hearth.agent.chat.FullMessage;
import dev.hearth.agent.chat.InvocationStore;
import dev.hearth.agent.chat.Message;
import dev.hearth.agent.chat.MessageStatus;
import dev.hearth.agent.chat.MessageStore;
import dev.hearth.agent.chat.StoredJson;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.ids.ChatId;
import dev.hearth.ids.MessageId;
import dev.hearth.ids.TurnId;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Collectors;

/** Reads chats, and stops them. */
@ApplicationScoped
class Chats {
    /** Of a whole chat; what was before them is read page by page. */
    static final int MAX_MESSAGES = 5000;

    private static final int DEFAULT_PAGE = 50;
    private static final int MAX_PAGE = 100;
    private static final String QUEUED = "select id from agent.turn where chat_id = $1 and state = 'queued'";

    private final Pool pool;
    private final ChatFeed feed;
    private final TurnCommands commands;
    private final TurnConfig config;

    Chats(Pool pool, ChatFeed feed, TurnCommands commands, TurnConfig config) {
        this.pool = pool;
        this.feed = feed;
        this.commands = commands;
        this.config = config;
    }

    Uni<Chat> require(Caller caller, String id) {
        return ChatStore.find(pool, caller.team(), id).map(found -> found.orElseThrow(() -> TurnErrors.noChat(id)));
    }

    /** With its messages, oldest first, and the chats its agent tools have opened; says so when older messages are left out. */
    Uni<ObjectNode> show(Caller caller, String id) {
        return require(caller, id).chain(this::show);
    }

    Uni<ObjectNode> show(Chat chat) {
        return MessageStore.before(pool, chat.id(), Integer.MAX_VALUE, MAX_MESSAGES)
                .chain(page -> withTools(pool, page.messages(), 0)
                        .chain(shown -> ChatStore.children(pool, chat.id())
                                .map(children -> ChatJson.chat(chat, shown, children))
                                .invoke(json -> {
                                    if (page.hasOlder()) {
                                        json.put("has_older_messages", true)
                                                .put("older_messages_cursor", cursorBefore(shown));
                                    }
                                })));
    }

    /** A page of messages, newest page first, each page oldest first; the cursor leads to older ones. */
    Uni<ObjectNode> list(Caller caller, String id, String cursor, int limit) {
        int before = cursor.isEmpty() ? Integer.MAX_VALUE : positionOf(cursor);
        int size = limit <= 0 ? DEFAULT_PAGE : Math.min(limit, MAX_PAGE);
        return require(caller, id)
                .chain(chat -> MessageStore.before(pool, chat.id(), before, size))
                .chain(page -> withTools(pool, page.messages(), 0).map(full -> page(full, page.hasOlder())));
    }

    /** Ends what runs and drops what waits; answers once the chat is at rest, or will be soon. */
    Uni<Chat> stop(Caller caller, String id) {
        return require(caller, id)
                .chain(chat ->
                        stop(chat).chain(_ -> ChatStore.find(pool, chat.id()).map(found -> found.orElse(chat))));
    }

    Uni<Void> stop(Chat chat) {
        if (chat.status() != ChatStatus.BUSY && chat.status() != ChatStatus.AWAITING_INPUT) {
            return Uni.createFrom().voidItem();
        }
        TurnId turn = chat.turn();
        Uni<?> stopped = turn == null
                ? Uni.createFrom().voidItem()
                : commands.change(turn, _ -> List.of(new TurnEvent.StopRequested()));
        return atRest(chat.id(), dropQueued(chat.id()).chain(_ -> stopped));
    }

    /** Drops a message that waits for the turn before it. */
    Uni<Void> cancelMessage(Caller caller, String id) {
        if (id.isEmpty()) {
            throw TurnErrors.noMessage(id);
        }
        return MessageStore.find(pool, caller.team(), new MessageId(id))
                .map(found -> found.orElseThrow(() -> TurnErrors.noMessage(id)))
                .chain(message -> message.status() == MessageStatus.CANCELLED
                        ? Uni.createFrom().voidItem()
                        : commands.dropQueued(message.turn())
                                .invoke(dropped -> {
                                    if (!dropped) {
                                        throw TurnErrors.notQueued(id);
                                    }
                                })
                                .replaceWithVoid());
    }

    static Uni<List<FullMessage>> withTools(SqlClient client, List<Message> messages, long revision) {
        return InvocationStore.ofMessages(client, messages)
                .map(invocations -> invocations.stream().collect(Collectors.groupingBy(ToolInvocation::message)))
                .map(byMessage -> messages.stream()
                        .map(message ->
                                new FullMessage(message, byMessage.getOrDefault(message.id(), List.of()), revision, 0))
                        .toList());
    }

    private Uni<Void> dropQueued(ChatId chat) {
        return pool.preparedQuery(QUEUED).execute(Tuple.of(chat.value())).chain(rows -> {
            Uni<Void> all = Uni.createFrom().voidItem();
            for (String id : ChatStore.all(rows, row -> row.getString("id"))) {
                all = all.chain(_ -> commands.dropQueued(new TurnId(id)).replaceWithVoid());
            }
            return all;
        });
    }

    /** Waits a little for the chat to be told to rest, after this was done. */
    private Uni<Void> atRest(ChatId chat, Uni<?> work) {
        return Uni.createFrom()
                .<Void>emitter(emitter -> {
                    ChatWatcher watcher = new ChatWatcher() {
                        @Override
                        public void message(FullMessage message) {
                            // Only the chat's rest matters.
                        }

                        @Override
                        public void chat(Chat now) {
                            if (now.status() == ChatStatus.IDLE || now.status() == ChatStatus.COMPLETED) {
                                emitter.complete(null);
                            }
                        }
                    };
                    emitter.onTermination(() -> feed.unwatch(chat, watcher));
                    feed.watch(chat, watcher);
                    work.chain(_ -> ChatStore.find(pool, chat))
                            .subscribe()
                            .with(found -> found.ifPresent(watcher::chat), emitter::fail);
                })
                .ifNoItem()
                .after(config.stopWithin())
                .fail()
                .onFailure(TimeoutException.class)
                .recoverWithNull();
    }

    private static ObjectNode page(List<FullMessage> messages, boolean hasNext) {
        ObjectNode json = StoredJson.object();
        ArrayNode items = json.putArray("items");
        messages.forEach(message -> items.add(ChatJson.message(message)));
        json.put("next_cursor", hasNext ? cursorBefore(messages) : "");
        json.put("has_next", hasNext);
        return json;
    }

    /** Leads to what is older than these. */
    private static String cursorBefore(List<FullMessage> messages) {
        return "" + messages.getFirst().message().position();
    }

    private static int positionOf(String cursor) {
        try {
            return Integer.parseInt(cursor);
        } catch (NumberFormatException e) {
            throw TurnErrors.invalid("cursor", "is not one of this list: " + cursor);
        }
    }
}
