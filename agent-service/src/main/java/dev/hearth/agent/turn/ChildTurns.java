package dev.hearth.agent.turn;

import dev.hearth.agent.access.Caller;
import dev.hearth.agent.chat.AgentData;
import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.ChatStatus;
import dev.hearth.agent.chat.ChatStore;
import dev.hearth.agent.chat.ContentPart;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.agent.definition.ResolvedAgent;
import dev.hearth.agent.tool.ChildChats;
import dev.hearth.agent.tool.RunningTool;
import dev.hearth.agent.turn.TurnStarter.NewMessage;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.ChatId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Chats that agent tools open: each is a chat like any other, whose end is its parent's result. */
@ApplicationScoped
class ChildTurns implements ChildChats {
    private final Pool pool;
    private final TurnParts parts;
    private final TurnStarter starter;
    private final ChildFollowers followers;
    private final Clock clock;
    private final TurnConfig config;

    ChildTurns(
            Pool pool, TurnParts parts, TurnStarter starter, ChildFollowers followers, Clock clock, TurnConfig config) {
        this.pool = pool;
        this.parts = parts;
        this.starter = starter;
        this.followers = followers;
        this.clock = clock;
        this.config = config;
    }

    @Override
    public Uni<Void> open(ChatId id, Chat parent, ToolInvocation invocation, String agentRef, String text) {
        if (parent.depth() + 1 > config.maxDepth()) {
            return Uni.createFrom()
                    .failure(refused("Agents may ask agents %d deep at most.".formatted(config.maxDepth())));
        }
        Caller caller = new Caller(invocation.team(), invocation.user());
        return ChatStore.findEvenDeleted(pool, id)
                .chain(found -> found.isPresent()
                        ? Uni.createFrom().voidItem()
                        : parts.agents()
                                .ofReference(caller, agentRef)
                                .call(agent -> refuseRecursion(parent, agent))
                                .chain(agent -> starter.start(new NewMessage(
                                        caller,
                                        child(id, parent, invocation, agent, text),
                                        true,
                                        true,
                                        agent,
                                        parent.context(),
                                        List.of(new ContentPart.Text(text)),
                                        null)))
                                .replaceWithVoid()
                                .onFailure(StaleTurnException.class)
                                .recoverWithNull()); // opened by somebody else meanwhile
    }

    @Override
    public RunningTool follow(ChatId id) {
        return followers.follow(id);
    }

    /** No agent may be asked by itself, however many are between. */
    private Uni<Void> refuseRecursion(Chat chat, ResolvedAgent agent) {
        if (agent.agent().equals(chat.agent())) {
            return Uni.createFrom().failure(refused("The agent is being asked already: it cannot ask itself."));
        }
        ChatId parent = chat.parent();
        return parent == null
                ? Uni.createFrom().voidItem()
                : ChatStore.find(pool, parent)
                        .chain(found ->
                                found.isEmpty() ? Uni.createFrom().voidItem() : refuseRecursion(found.get(), agent));
    }

    private Chat child(ChatId id, Chat parent, ToolInvocation invocation, ResolvedAgent agent, String text) {
        Instant now = clock.instant();
        return new Chat(
                id,
                parent.team(),
                parent.user(),
                agent.agent(),
                agent.version(),
                parent.id(),
                invocation.id(),
                parent.depth() + 1,
                ChatStatus.BUSY,
                AgentRuns.nameOf(List.of(new ContentPart.Text(text))),
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

    private static ServiceException refused(String why) {
        return new ServiceException(ErrorCode.INVALID_REQUEST, why);
    }
}
