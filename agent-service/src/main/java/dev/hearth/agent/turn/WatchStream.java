package dev.hearth.agent.turn;

import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.ChatJson;
import dev.hearth.agent.chat.ChatWatcher;
import dev.hearth.agent.chat.FullMessage;
import dev.hearth.agent.chat.StoredJson;
import dev.hearth.ids.MessageId;
import dev.hearth.proto.v1.ChatShown;
import dev.hearth.proto.v1.ChatUpdate;
import dev.hearth.proto.v1.MessageShown;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A watcher at the other end of a gRPC stream. Of each message and of the chat the newest state waits, messages are sent
 * before the chat, and what is older than what was sent is dropped. Nothing is sent before {@link #begin}.
 *
 * <p>News come on any thread, readiness on the call's; the monitor is this object's.
 */
final class WatchStream implements ChatWatcher {
    private static final int REMEMBERED = 5000;

    private final ServerCallStreamObserver<ChatUpdate> out;
    private final WatchConfig config;
    private final Runnable onGone;
    private final Map<MessageId, FullMessage> waiting = new LinkedHashMap<>();
    private final Map<MessageId, Version> seen = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<MessageId, Version> eldest) {
            return size() > REMEMBERED;
        }
    };
    private @Nullable Chat chat;
    private Instant chatSeenAt = Instant.MIN;
    private long blockedSinceNanos;
    private boolean begun;
    private boolean gone;

    WatchStream(ServerCallStreamObserver<ChatUpdate> out, WatchConfig config, Runnable onGone) {
        this.out = out;
        this.config = config;
        this.onGone = onGone;
        out.setOnReadyHandler(this::drain);
        out.setOnCancelHandler(this::cancelled);
    }

    private record Version(long revision, int live) {
        boolean isBefore(FullMessage message) {
            return revision < message.revision() || (revision == message.revision() && live < message.live());
        }
    }

    /** What there was when the watch began; what has come meanwhile is newer or dropped. */
    synchronized void begin(List<FullMessage> messages, Chat read) {
        Map<MessageId, FullMessage> early = new LinkedHashMap<>(waiting);
        waiting.clear();
        seen.clear();
        messages.forEach(this::take);
        early.values().forEach(this::take);
        takeChat(read);
        begun = true;
        drain();
    }

    @Override
    public synchronized void message(FullMessage message) {
        take(message);
        if (waiting.size() > config.maxWaiting()) {
            cutOff("too much waits for it");
        }
        drain();
    }

    @Override
    public synchronized void chat(Chat now) {
        takeChat(now);
        drain();
    }

    @Override
    public void broke(RuntimeException failure) {
        fail(failure);
    }

    synchronized void fail(Throwable failure) {
        if (!gone) {
            gone = true;
            out.onError(failure);
            onGone.run();
        }
    }

    private void take(FullMessage message) {
        MessageId id = message.message().id();
        Version version = seen.get(id);
        if (version == null || version.isBefore(message)) {
            seen.put(id, new Version(message.revision(), message.live()));
            waiting.put(id, message);
        }
    }

    private void takeChat(Chat now) {
        if (now.updatedAt().isAfter(chatSeenAt)) {
            chatSeenAt = now.updatedAt();
            chat = now;
        }
    }

    private synchronized void cancelled() {
        if (!gone) {
            gone = true;
            onGone.run();
        }
    }

    private synchronized void drain() {
        while (begun && !gone && (!waiting.isEmpty() || chat != null)) {
            if (!out.isReady()) {
                blocked();
                return;
            }
            blockedSinceNanos = 0;
            sendOne();
        }
    }

    private void blocked() {
        if (blockedSinceNanos == 0) {
            blockedSinceNanos = System.nanoTime();
        } else if (System.nanoTime() - blockedSinceNanos > config.cutOffAfter().toNanos()) {
            cutOff("it reads too slowly");
        }
    }

    private void cutOff(String why) {
        fail(Status.RESOURCE_EXHAUSTED
                .withDescription("the watcher is cut off: " + why)
                .asRuntimeException());
    }

    private void sendOne() {
        Iterator<FullMessage> messages = waiting.values().iterator();
        Chat now = chat;
        if (messages.hasNext()) {
            FullMessage message = messages.next();
            messages.remove();
            out.onNext(ChatUpdate.newBuilder()
                    .setMessage(MessageShown.newBuilder()
                            .setMessageId(message.message().id().value())
                            .setJson(StoredJson.bytes(ChatJson.message(message))))
                    .build());
        } else if (now != null) {
            chat = null;
            out.onNext(ChatUpdate.newBuilder()
                    .setChat(ChatShown.newBuilder()
                            .setStatus(ChatJson.name(now.status()))
                            .setJson(StoredJson.bytes(ChatJson.chat(now, List.of(), List.of()))))
                    .build());
        }
    }
}
