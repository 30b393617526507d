package dev.hearth.agent.turn;

import dev.hearth.agent.access.Caller;
import dev.hearth.agent.access.StoreGuard;
import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.ChatFeed;
import dev.hearth.agent.chat.ChatStore;
import dev.hearth.agent.chat.FullMessage;
import dev.hearth.agent.chat.MessageStore;
import dev.hearth.ids.ChatId;
import dev.hearth.ids.TurnId;
import dev.hearth.proto.v1.ChatUpdate;
import io.grpc.stub.ServerCallStreamObserver;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Opens watches, and reads for them what other processes committed. */
@ApplicationScoped
class ChatWatches {
    private static final Logger LOG = Logger.getLogger(ChatWatches.class);

    private final Pool pool;
    private final Chats chats;
    private final ChatFeed feed;
    private final Turns turns;
    private final Notices notices;
    private final LiveElsewhere elsewhere;
    private final WatchConfig config;
    /** Chats being read again; true: and once more after that. */
    private final Map<ChatId, Boolean> reading = new ConcurrentHashMap<>();

    ChatWatches(
            Pool pool,
            Chats chats,
            ChatFeed feed,
            Turns turns,
            Notices notices,
            LiveElsewhere elsewhere,
            WatchConfig config) {
        this.pool = pool;
        this.chats = chats;
        this.feed = feed;
        this.turns = turns;
        this.notices = notices;
        this.elsewhere = elsewhere;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        notices.subscribe(notice -> {
            if (notice instanceof Notice.ChatChanged(ChatId chat) && feed.isWatched(chat)) {
                readAgain(chat);
            }
        });
    }

    /** Follows a chat until the other end goes. */
    void open(Caller caller, String id, ServerCallStreamObserver<ChatUpdate> out) {
        Watch watch = new Watch();
        WatchStream stream = new WatchStream(out, config, watch::close);
        StoreGuard.guard(chats.require(caller, id)
                        .invoke(chat -> watch.open(chat.id(), stream))
                        .chain(chat -> read(chat.id())))
                .subscribe()
                .with(read -> begin(stream, read), stream::fail);
    }

    private void begin(WatchStream stream, Read read) {
        stream.begin(read.messages(), read.chat());
        TurnId turn = read.chat().turn();
        if (turn != null) {
            turns.showAgain(turn);
        }
    }

    /** A stream's place in the feed; both ends may close it, in any order. */
    private final class Watch {
        private boolean closed;
        private Runnable unwatch = () -> {};

        synchronized void open(ChatId chat, WatchStream stream) {
            if (!closed) {
                feed.watch(chat, stream);
                unwatch = () -> {
                    feed.unwatch(chat, stream);
                    if (!feed.isWatched(chat)) {
                        elsewhere.leave(chat);
                    }
                };
            }
        }

        synchronized void close() {
            closed = true;
            unwatch.run();
        }
    }

    private record Read(Chat chat, @Nullable Turn turn, List<FullMessage> messages) {}

    /** The chat with the messages of its current, else its last turn, as far as they are said. */
    private Uni<Read> read(ChatId id) {
        return stored(id)
                .map(read -> new Read(read.chat(), read.turn(), elsewhere.read(id, read.turn(), read.messages())));
    }

    private Uni<Read> stored(ChatId id) {
        return pool.withTransaction(transaction -> ChatStore.find(transaction, id)
                .map(found -> found.orElseThrow(() -> TurnErrors.noChat(id.value())))
                .chain(chat -> {
                    TurnId turn = chat.turn();
                    return turn == null
                            ? Uni.createFrom().item(new Read(chat, null, List.of()))
                            : TurnStore.lock(transaction, turn)
                                    .chain(locked -> MessageStore.ofTurn(transaction, turn)
                                            .chain(messages -> Chats.withTools(
                                                    transaction,
                                                    messages,
                                                    locked.map(Turn::revision).orElse(0L)))
                                            .chain(messages -> ChatStore.find(transaction, id)
                                                    .map(now -> new Read(
                                                            now.orElse(chat), locked.orElse(null), messages))));
                }));
    }

    private void readAgain(ChatId id) {
        Boolean already = reading.put(id, Boolean.FALSE);
        if (already != null) {
            reading.put(id, Boolean.TRUE);
            return;
        }
        read(id).subscribe()
                .with(
                        read -> {
                            feed.publish(id, read.messages(), read.chat());
                            readDone(id);
                        },
                        failure -> {
                            LOG.warnf("a watched chat was not read: chatId=%s reason=%s", id, failure.toString());
                            readDone(id);
                        });
    }

    private void readDone(ChatId id) {
        if (Boolean.TRUE.equals(reading.remove(id))) {
            readAgain(id);
        }
    }
}
