package dev.hearth.agent.turn;

import com.google.protobuf.ByteString;
import dev.hearth.agent.access.Caller;
import dev.hearth.agent.access.JsonBody;
import dev.hearth.agent.chat.AgentData;
import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.ChatStatus;
import dev.hearth.agent.chat.ContentPart;
import dev.hearth.agent.chat.FullMessage;
import dev.hearth.agent.chat.Message;
import dev.hearth.agent.chat.MessageStore;
import dev.hearth.agent.definition.AgentResolver;
import dev.hearth.agent.definition.ResolvedAgent;
import dev.hearth.agent.turn.TurnStarter.KeyUsedException;
import dev.hearth.agent.turn.TurnStarter.NewMessage;
import dev.hearth.agent.turn.TurnStarter.Started;
import dev.hearth.ids.AgentVersionId;
import dev.hearth.ids.ChatId;
import dev.hearth.ids.MessageId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes users' messages (wire protocol 5.2): which chat, which agent, once per key. */
@ApplicationScoped
class AgentRuns {
    private static final Logger LOG = Logger.getLogger(AgentRuns.class);
    private static final int NAME_LENGTH = 80;

    private final Pool pool;
    private final BusyChats busy;
    private final TurnStarter starter;
    private final Turns turns;
    private final AgentResolver agents;
    private final Clock clock;
    private final TurnConfig config;

    AgentRuns(
            Pool pool,
            BusyChats busy,
            TurnStarter starter,
            Turns turns,
            AgentResolver agents,
            Clock clock,
            TurnConfig config) {
        this.pool = pool;
        this.busy = busy;
        this.starter = starter;
        this.turns = turns;
        this.agents = agents;
        this.clock = clock;
        this.config = config;
    }

    /**
     * {@code POST /agents/run}.
     *
     * @param sentDigest of the body as it was sent; empty: it is this one
     */
    Uni<Started> run(Caller caller, ByteString body, String key, ByteString sentDigest) {
        RunRequest request = RunRequest.of(JsonBody.objectOf(body));
        return once(caller, request, key(caller, key, sentDigest.isEmpty() ? body : sentDigest));
    }

    /** {@code POST /chats/{id}/messages}, with the digest as for {@link #run}. */
    Uni<Started> send(Caller caller, String chat, ByteString body, String key, ByteString sentDigest) {
        RunRequest request = RunRequest.ofMessage(chat, JsonBody.objectOf(body));
        ByteString sent = sentDigest.isEmpty() ? body : sentDigest;
        return once(caller, request, key(caller, key, sent.concat(ByteString.copyFromUtf8(chat))));
    }

    private Uni<Started> once(Caller caller, RunRequest request, IdempotencyStore.@Nullable Key key) {
        if (key == null) {
            return take(caller, request, null);
        }
        return earlier(key)
                .chain(earlier -> earlier.isPresent()
                        ? Uni.createFrom().item(earlier.get())
                        : take(caller, request, key)
                                .onFailure(KeyUsedException.class)
                                .recoverWithUni(() -> earlier(key).map(Optional::orElseThrow)));
    }

    private Uni<Optional<Started>> earlier(IdempotencyStore.Key key) {
        return IdempotencyStore.find(pool, key, clock.instant().minus(config.keepKeys()))
                .chain(used -> used.isEmpty()
                        ? Uni.createFrom().item(Optional.empty())
                        : earlier(key, used.get()).map(Optional::of));
    }

    private Uni<Started> earlier(IdempotencyStore.Key key, IdempotencyStore.Used used) {
        if (!used.digest().equals(key.digest())) {
            throw TurnErrors.keyReused(key.key());
        }
        return shown(key, used.user())
                .chain(user -> shown(key, used.assistant()).map(assistant -> new Started(user, assistant)));
    }

    private Uni<FullMessage> shown(IdempotencyStore.Key key, MessageId id) {
        return MessageStore.find(pool, key.team(), id)
                .map(found -> found.orElseThrow(() -> TurnErrors.noMessage(id.value())))
                .map((Message message) -> new FullMessage(message, List.of(), 0, 0));
    }

    private Uni<Started> take(Caller caller, RunRequest request, IdempotencyStore.@Nullable Key key) {
        String id = request.chat();
        if (id == null) {
            return agent(caller, request, null)
                    .chain(agent -> starter.start(new NewMessage(
                            caller,
                            newChat(caller, agent, request),
                            true,
                            true,
                            agent,
                            request.context(),
                            request.content(),
                            key)));
        }
        return busy.mark(caller, id)
                .chain(marked -> Uni.createFrom()
                        .deferred(() -> agent(caller, request, marked.chat().agentVersion()))
                        .chain(agent -> starter.start(new NewMessage(
                                caller,
                                marked.chat(),
                                false,
                                marked.wasIdle(),
                                agent,
                                request.context(),
                                request.content(),
                                key)))
                        .onFailure()
                        .call(() -> revert(marked))
                        // Whoever asked waits no longer; what is stored by now stays, and the chat goes by it.
                        .onCancellation()
                        .invoke(() -> revert(marked).subscribe().with(_ -> {})));
    }

    private Uni<?> revert(BusyChats.Marked marked) {
        if (!marked.wasIdle()) {
            return Uni.createFrom().voidItem();
        }
        return busy.revert(marked)
                .invoke(next -> next.ifPresent(turns::changed))
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "a chat stays busy until the sweep: chatId=%s reason=%s",
                        marked.chat().id(), failure.toString()))
                .onFailure()
                .recoverWithItem(Optional.empty());
    }

    private Uni<ResolvedAgent> agent(Caller caller, RunRequest request, @Nullable AgentVersionId current) {
        if (request.agentConfig() != null) {
            return agents.ofAdHoc(caller, request.agentConfig(), request.agentName());
        }
        if (request.agent() != null) {
            return agents.ofReference(caller, request.agent());
        }
        if (current != null) {
            return agents.ofVersion(current);
        }
        throw TurnErrors.noAgent();
    }

    private Chat newChat(Caller caller, ResolvedAgent agent, RunRequest request) {
        Instant now = clock.instant();
        return new Chat(
                ChatId.random(),
                caller.team(),
                caller.user(),
                agent.agent(),
                agent.version(),
                null,
                null,
                0,
                ChatStatus.BUSY,
                nameOf(request.content()),
                "",
                "private",
                Map.of(),
                AgentData.EMPTY,
                null,
                null,
                0,
                now,
                now);
    }

    /** A chat is called by its first words. */
    static String nameOf(List<ContentPart> content) {
        String text = content.stream()
                .filter(part -> part instanceof ContentPart.Text)
                .map(part -> ((ContentPart.Text) part)
                        .text()
                        .strip()
                        .lines()
                        .findFirst()
                        .orElse(""))
                .findFirst()
                .orElse("");
        return text.codePointCount(0, text.length()) <= NAME_LENGTH
                ? text
                : text.substring(0, text.offsetByCodePoints(0, NAME_LENGTH)) + "…";
    }

    private static IdempotencyStore.@Nullable Key key(Caller caller, String key, ByteString sent) {
        if (key.isEmpty()) {
            return null;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(sent.toByteArray());
            return new IdempotencyStore.Key(caller.team(), key, Buffer.buffer(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
