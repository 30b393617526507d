package dev.hearth.agent.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.access.Caller;
import dev.hearth.agent.definition.AgentResolver;
import dev.hearth.agent.definition.ResolvedAgent;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.ChatId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides about chats apart from what is said in them: opened, named, given another agent, removed. Answers are documents as
 * clients see them; a chat of another team is not found.
 */
@ApplicationScoped
public class ChatCare {
    private final Pool pool;
    private final AgentResolver agents;
    private final ChatFeed feed;
    private final Clock clock;

    ChatCare(Pool pool, AgentResolver agents, ChatFeed feed, Clock clock) {
        this.pool = pool;
        this.agents = agents;
        this.feed = feed;
        this.clock = clock;
    }

    /**
     * An idle chat without messages: {@code {agent? or agent_config?, agent_name?, context?, name?, description?,
     * visibility?}}.
     */
    public Uni<ObjectNode> create(Caller caller, ObjectNode body) {
        ChatUpdate wanted = ChatUpdate.read(body);
        return wanted.hasAgent()
                ? agent(caller, wanted).chain(agent -> insert(opened(caller, wanted, agent)))
                : insert(opened(caller, wanted, null));
    }

    public Uni<ObjectNode> update(Caller caller, String id, ObjectNode body) {
        ChatUpdate wanted = ChatUpdate.read(body);
        return change(caller, id, chat -> ChatDetailsStore.describe(pool, chat.id(), wanted, clock.instant()));
    }

    /** For later turns; one that runs goes on with the agent it has. */
    public Uni<ObjectNode> setAgent(Caller caller, String id, ObjectNode body) {
        ChatUpdate wanted = ChatUpdate.read(body);
        return change(
                caller,
                id,
                chat -> agent(caller, wanted)
                        .chain(agent -> ChatDetailsStore.setAgent(pool, chat.id(), agent, clock.instant())));
    }

    private Uni<ResolvedAgent> agent(Caller caller, ChatUpdate wanted) {
        return wanted.agentConfig() == null
                ? agents.ofReference(caller, wanted.requireAgent())
                : agents.ofAdHoc(caller, wanted.agentConfig(), wanted.agentName());
    }

    /** Not found from now on, nor the chats below it. What runs in it is to be stopped before. */
    public Uni<Void> delete(Caller caller, String id) {
        return require(caller, id).chain(chat -> ChatDetailsStore.delete(pool, chat.id(), clock.instant()));
    }

    private Uni<ObjectNode> change(Caller caller, String id, Function<Chat, Uni<Void>> change) {
        return require(caller, id)
                .chain(chat -> change.apply(chat).chain(() -> ChatStore.find(pool, chat.id())))
                .map(changed -> changed.orElseThrow(() -> notFound(id)))
                .invoke(changed -> feed.publish(changed.id(), List.of(), changed))
                .chain(changed -> ChatStore.children(pool, changed.id())
                        .map(children -> ChatJson.chat(changed, List.of(), children)));
    }

    private Uni<Chat> require(Caller caller, String id) {
        return ChatStore.find(pool, caller.team(), id).map(found -> found.orElseThrow(() -> notFound(id)));
    }

    private Uni<ObjectNode> insert(Chat chat) {
        return ChatStore.insert(pool, chat).replaceWith(() -> ChatJson.chat(chat, List.of(), List.of()));
    }

    private Chat opened(Caller caller, ChatUpdate wanted, @Nullable ResolvedAgent agent) {
        Instant now = clock.instant();
        return new Chat(
                ChatId.random(),
                caller.team(),
                caller.user(),
                agent == null ? null : agent.agent(),
                agent == null ? null : agent.version(),
                null,
                null,
                0,
                ChatStatus.IDLE,
                wanted.name() == null ? "" : wanted.name(),
                wanted.description() == null ? "" : wanted.description(),
                wanted.visibility() == null ? "private" : wanted.visibility(),
                wanted.context(),
                AgentData.EMPTY,
                null,
                null,
                0,
                now,
                now);
    }

    private static ServiceException notFound(String id) {
        return new ServiceException(ErrorCode.NOT_FOUND, "chat not found: " + id);
    }
}
