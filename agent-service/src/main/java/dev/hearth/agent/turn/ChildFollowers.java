package dev.hearth.agent.turn;

import dev.hearth.agent.chat.ChatFeed;
import dev.hearth.agent.chat.ChatStore;
import dev.hearth.agent.chat.InvocationStatus;
import dev.hearth.agent.chat.InvocationStore;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.agent.tool.RunningTool;
import dev.hearth.ids.ChatId;
import dev.hearth.ids.ToolInvocationId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Follows children for their parents: their end, and the client tools that the parent has to show. */
@ApplicationScoped
class ChildFollowers {
    private final Pool pool;
    private final ChatFeed feed;
    private final Chats chats;
    private final TurnCommits commits;
    private final TurnCommands commands;
    private final ToolAnswers answers;
    private final ParentTurns parents;

    ChildFollowers(
            Pool pool,
            ChatFeed feed,
            Chats chats,
            TurnCommits commits,
            TurnCommands commands,
            ToolAnswers answers,
            ParentTurns parents) {
        this.pool = pool;
        this.feed = feed;
        this.chats = chats;
        this.commits = commits;
        this.commands = commands;
        this.answers = answers;
        this.parents = parents;
    }

    RunningTool follow(ChatId id) {
        ChildFollower follower = new ChildFollower(id, feed, this);
        follower.start();
        return follower;
    }

    /**
     * The turn that the parent asked for, as it is stored; empty: there is none any more. Those that others began in the
     * child are not the parent's business.
     */
    Uni<Optional<TurnState>> read(ChatId id) {
        return TurnStore.findFirst(pool, id)
                .chain(turn -> turn.map(first -> commits.load(first.id()))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    /** Its parent may go on without it: what it shows there ends too. */
    Uni<Void> stop(ChatId id) {
        return ChatStore.findEvenDeleted(pool, id)
                .chain(found ->
                        found.map(chats::stop).orElseGet(() -> Uni.createFrom().voidItem()))
                .chain(_ -> read(id))
                .chain(found ->
                        found.map(this::mirror).orElseGet(() -> Uni.createFrom().voidItem()));
    }

    /** Whether the child is to be followed further: not when its parent is, like it, nobody's until something happens. */
    Uni<Boolean> goOn(TurnState child) {
        ToolInvocationId parent = child.chat().parentInvocation();
        boolean standsStill =
                child.turn().phase() != TurnPhase.ENDED && child.turn().owner() == null;
        return parent == null || !standsStill
                ? Uni.createFrom().item(true)
                : InvocationStore.find(pool, parent)
                        .chain(found -> found.isEmpty()
                                ? Uni.createFrom().item(true)
                                : parents.letWait(found.get().turn()));
    }

    /** Shows the child's open client tools in its parent, and the end of those that were shown. */
    Uni<Void> mirror(TurnState child) {
        ToolInvocationId parent = child.chat().parentInvocation();
        Uni<Void> all = Uni.createFrom().voidItem();
        if (parent == null) {
            return all;
        }
        for (ToolInvocation invocation : child.invocations()) {
            if (invocation.type().equals("client") && invocation.status() == InvocationStatus.AWAITING_INPUT) {
                all = all.chain(_ -> show(parent, invocation));
            } else if (invocation.type().equals("client") && invocation.status().isFinal()) {
                all = all.chain(_ -> answers.settleMirrors(invocation));
            }
        }
        return all;
    }

    private Uni<Void> show(ToolInvocationId parent, ToolInvocation shown) {
        return InvocationStore.find(pool, parent)
                .chain(found -> found.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : commands.change(found.get().turn(), state -> mirrorOf(state, found.get(), shown))
                                .replaceWithVoid());
    }

    private static List<TurnEvent> mirrorOf(TurnState state, ToolInvocation asked, ToolInvocation shown) {
        Predicate<ToolInvocation> isThere = mirror -> shown.id().equals(mirror.mirrorOf());
        boolean isOpen =
                state.find(asked.id()).filter(now -> !now.status().isFinal()).isPresent();
        if (!isOpen || state.invocations().stream().anyMatch(isThere)) {
            return List.of();
        }
        int position = (int) state.invocations().stream()
                .filter(other -> other.message().equals(asked.message()))
                .count();
        return List.of(new TurnEvent.Mirrored(new ToolInvocation(
                ToolInvocationId.random(),
                asked.chat(),
                asked.turn(),
                asked.message(),
                asked.team(),
                asked.user(),
                position,
                shown.callId(),
                shown.type(),
                shown.name(),
                shown.displayName(),
                shown.arguments(),
                InvocationStatus.AWAITING_INPUT,
                shown.attempt(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                shown.id(),
                shown.createdAt(),
                shown.updatedAt())));
    }
}
