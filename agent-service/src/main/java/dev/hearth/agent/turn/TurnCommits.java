package dev.hearth.agent.turn;

import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.ChatFeed;
import dev.hearth.agent.chat.FullMessage;
import dev.hearth.agent.chat.Message;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.ids.MessageId;
import dev.hearth.ids.TurnId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Commits what became of a turn, then tells everybody. */
@ApplicationScoped
class TurnCommits {
    private final Pool pool;
    private final ChatFeed feed;
    private final Notices notices;
    private final Clock clock;
    private final List<BiConsumer<TurnState, TurnState>> listeners = new CopyOnWriteArrayList<>();

    TurnCommits(Pool pool, ChatFeed feed, Notices notices, Clock clock) {
        this.pool = pool;
        this.feed = feed;
        this.notices = notices;
        this.clock = clock;
    }

    /**
     * A committed change.
     *
     * @param state at its new revision
     * @param next the turn of the same chat that begins now, because this one has ended; nobody owns it yet
     */
    record Committed(TurnState state, @Nullable TurnState next) {
        Optional<TurnId> nextTurn() {
            return Optional.ofNullable(next).map(state -> state.turn().id());
        }
    }

    /**
     * One transaction, and for all but the end of a turn one statement; watchers are told after it. Fails with
     * {@link StaleTurnException} if it was written meanwhile.
     */
    Uni<Committed> commit(TurnState before, TurnState after) {
        Uni<Committed> stored = after.turn().phase() == TurnPhase.ENDED
                ? pool.withTransaction(transaction -> store(transaction, before, after))
                : TurnStore.save(pool, before, after).map(saved -> new Committed(saved, null));
        return stored.invoke(committed -> tell(before, committed));
    }

    /** As {@link #commit}, inside a transaction; nobody is told. */
    Uni<Committed> store(SqlConnection transaction, TurnState before, TurnState after) {
        return TurnStore.save(transaction, before, after)
                .chain(saved -> saved.turn().phase() == TurnPhase.ENDED
                        ? TurnQueue.promote(transaction, saved.chat(), clock.instant())
                                .map(next -> new Committed(saved, next.orElse(null)))
                        : Uni.createFrom().item(new Committed(saved, null)));
    }

    /** Reads a turn in one transaction, so that it fits together; empty: there is no such turn. */
    Uni<Optional<TurnState>> load(TurnId id) {
        return pool.withTransaction(transaction -> TurnStore.lock(transaction, id)
                .chain(turn -> turn.isEmpty()
                        ? Uni.createFrom().item(Optional.<TurnState>empty())
                        : TurnStore.load(transaction, turn.get()).map(Optional::of)));
    }

    <T> Uni<T> inTransaction(Function<SqlConnection, Uni<T>> work) {
        return pool.withTransaction(work);
    }

    /** From now on the listener hears what this process has committed, as it was before and as it is. It must not block. */
    void subscribe(BiConsumer<TurnState, TurnState> listener) {
        listeners.add(listener);
    }

    /** Tells this process's watchers and the others what was committed. */
    void tell(@Nullable TurnState before, Committed committed) {
        TurnState state = committed.state();
        if (before != null) {
            listeners.forEach(listener -> listener.accept(before, state));
        }
        TurnState next = committed.next();
        Chat chat = next == null ? state.chat() : next.chat();
        if (feed.isWatched(chat.id())) {
            List<FullMessage> messages = changed(before, state);
            boolean chatChanged =
                    before == null || next != null || !before.chat().equals(state.chat());
            feed.publish(chat.id(), messages, next == null && chatChanged ? chat : null);
            if (next != null) {
                feed.publish(chat.id(), changed(null, next), chat);
            }
        }
        notices.send(new Notice.ChatChanged(chat.id()));
    }

    /** Tells what is not stored yet; only watchers of this process hear it. */
    void tellLive(FullMessage message) {
        feed.publish(message.message().chat(), List.of(message), null);
    }

    boolean isWatched(TurnState state) {
        return feed.isWatched(state.chat().id());
    }

    private static List<FullMessage> changed(@Nullable TurnState before, TurnState after) {
        if (before == null) {
            return after.messages().stream().map(after::shown).toList();
        }
        Set<MessageId> ids = new HashSet<>();
        TurnStore.changed(before.messages(), after.messages()).stream()
                .map(Message::id)
                .forEach(ids::add);
        TurnStore.changed(before.invocations(), after.invocations()).stream()
                .map(ToolInvocation::message)
                .forEach(ids::add);
        return after.messages().stream()
                .filter(message -> ids.contains(message.id()))
                .map(after::shown)
                .toList();
    }
}
