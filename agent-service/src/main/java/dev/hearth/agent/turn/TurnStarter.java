package dev.hearth.agent.turn;

import dev.hearth.agent.access.Caller;
import dev.hearth.agent.calls.AppCall;
import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.ChatStatus;
import dev.hearth.agent.chat.ChatStore;
import dev.hearth.agent.chat.ContentPart;
import dev.hearth.agent.chat.FullMessage;
import dev.hearth.agent.chat.MessageStore;
import dev.hearth.agent.chat.MessageStore.History;
import dev.hearth.agent.definition.ContextVariable;
import dev.hearth.agent.definition.ResolvedAgent;
import dev.hearth.agent.turn.Places.Place;
import dev.hearth.agent.turn.TurnCommits.Committed;
import dev.hearth.ids.TurnId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Begins a turn with a user's message, or lets it wait behind the one at work. */
@ApplicationScoped
class TurnStarter {
    private static final int TRIES = 8;
    private static final String QUEUED = "select count(*) from agent.turn where chat_id = $1 and state = 'queued'";

    private final Pool pool;
    private final TurnParts parts;
    private final AgentRequirements requirements;
    private final TurnCommits commits;
    private final Turns turns;

    TurnStarter(Pool pool, TurnParts parts, AgentRequirements requirements, TurnCommits commits, Turns turns) {
        this.pool = pool;
        this.parts = parts;
        this.requirements = requirements;
        this.commits = commits;
        this.turns = turns;
    }

    /**
     * A message that begins a turn.
     *
     * @param chat as it was read; a new one is not stored yet
     * @param isNew the chat is stored with its first turn
     * @param mayBegin no turn was at work when the chat was marked busy for this message
     * @param context what the message adds to the chat's
     * @param key null: none was given
     */
    record NewMessage(
            Caller caller,
            Chat chat,
            boolean isNew,
            boolean mayBegin,
            ResolvedAgent agent,
            Map<String, String> context,
            List<ContentPart> content,
            IdempotencyStore.@Nullable Key key) {}

    /** The messages that began, or wait. */
    record Started(FullMessage user, FullMessage assistant) {}

    Uni<Started> start(NewMessage message) {
        Map<String, String> context = merged(message.chat(), message);
        for (ContextVariable variable : message.agent().config().context()) {
            if (variable.required() && variable.defaultValue() == null && !context.containsKey(variable.name())) {
                throw TurnErrors.contextMissing(variable.name());
            }
        }
        // A message that waits behind a turn is looked at too: what is missing is asked for while its sender is there.
        return requirements
                .requireMet(message.caller(), message.agent(), message.chat())
                .chain(_ -> scene(message))
                .chain(scene -> start(
                        message,
                        scene,
                        NewTurns.queued(message, context, parts.clock().instant())));
    }

    /** Of a message that waits behind a turn, or for a place, nothing is read: whoever takes its turn up reads the chat. */
    private Uni<TurnScene> scene(NewMessage message) {
        Place place = message.isNew() || message.mayBegin() ? turns.takePlace() : null;
        if (place == null || message.isNew()) {
            return Uni.createFrom().item(new TurnScene(parts, message.agent(), History.NONE, place));
        }
        return MessageStore.history(
                        pool,
                        message.chat().id(),
                        message.chat().nextPosition(),
                        parts.config().historyMessages())
                .map(history -> turns.fits(history.bytes(), place)
                        ? new TurnScene(parts, message.agent(), history, place)
                        : new TurnScene(parts, message.agent(), History.NONE, null))
                .onFailure()
                .invoke(place::free)
                .onCancellation()
                .invoke(place::free);
    }

    private Uni<Started> start(NewMessage message, TurnScene scene, TurnState queued) {
        AtomicReference<@Nullable Place> place = new AtomicReference<>(scene.place());
        return Uni.createFrom()
                .deferred(() -> begin(message, scene, queued, place))
                .onTermination()
                .invoke(() -> {
                    Place left = place.getAndSet(null);
                    if (left != null) {
                        left.free();
                    }
                })
                .map(stored -> new Started(
                        stored.shown(stored.messages().getFirst()),
                        stored.shown(stored.messages().getLast())));
    }

    /** The core app is asked for before anything is stored: without one the message is refused. */
    private Uni<TurnState> begin(
            NewMessage message, TurnScene scene, TurnState queued, AtomicReference<@Nullable Place> place) {
        Instant now = parts.clock().instant();
        TurnState begun = new TurnProgress(scene.rules(queued))
                .advance(NewTurns.begun(queued, scene.place() != null ? turns.process() : null, now), now);
        Uni<Optional<AppCall>> question = message.isNew() || message.mayBegin()
                ? scene.ask(begun).map(Optional::of)
                : Uni.createFrom().item(Optional.empty());
        return question.chain(call -> commits.inTransaction(transaction -> store(transaction, message, queued, begun))
                .onFailure(StaleTurnException.class)
                .retry()
                .atMost(TRIES)
                .invoke(stored -> goOn(stored, scene, call.orElse(null), place)));
    }

    private void goOn(
            TurnState stored, TurnScene scene, @Nullable AppCall question, AtomicReference<@Nullable Place> place) {
        commits.tell(null, new Committed(stored, null));
        TurnId atWork = stored.chat().turn();
        if (stored.turn().owner() != null) {
            if (place.getAndSet(null)
                    != null) { // else its request was given up: the turn is claimed when its lease has ended
                turns.adopt(stored, scene, question);
            }
        } else if (stored.turn().phase() == TurnPhase.WORKING) {
            turns.changed(stored);
        } else if (atWork != null) {
            turns.readAgain(atWork);
        }
    }

    private Uni<TurnState> store(SqlConnection transaction, NewMessage message, TurnState queued, TurnState begun) {
        Instant now = parts.clock().instant();
        Uni<Chat> locked = message.isNew()
                ? ChatStore.insert(transaction, message.chat()).chain(_ -> lock(transaction, message.chat()))
                : ChatStore.find(transaction, message.chat().id())
                        .map(found -> found.orElseThrow(
                                () -> TurnErrors.noChat(message.chat().id().value())))
                        .chain(chat -> lock(transaction, chat));
        return locked.chain(chat -> isAtWork(transaction, chat).chain(atWork -> {
                    Map<String, String> context = merged(chat, message);
                    if (atWork || (!message.isNew() && !message.mayBegin() && chat.status() == ChatStatus.BUSY)) {
                        return queue(transaction, chat, queued, context, now);
                    }
                    boolean isAsRead = message.isNew()
                            || (message.mayBegin()
                                    && Objects.equals(
                                            chat.turn(), message.chat().turn())
                                    && chat.context().equals(message.chat().context()));
                    // What was prepared on an older state is not used: whoever claims the turn reads the chat anew.
                    TurnState next = isAsRead ? begun : begun.with(begun.turn().works(now));
                    return begin(transaction, chat, next, context, now);
                }))
                .call(stored -> remember(transaction, message, stored, now));
    }

    /** Whoever works on the chat's turn reads the chat again before it writes it. */
    private static Uni<Chat> lock(SqlConnection transaction, Chat read) {
        TurnId turn = read.turn();
        Uni<?> touched = turn == null ? Uni.createFrom().voidItem() : TurnStore.touch(transaction, turn);
        return touched.chain(_ -> ChatStore.lock(transaction, read.id()))
                .map(found -> found.filter(chat -> Objects.equals(chat.turn(), turn))
                        .orElseThrow(() -> new StaleTurnException(turn == null ? new TurnId("none") : turn)));
    }

    private static Uni<Boolean> isAtWork(SqlConnection transaction, Chat chat) {
        TurnId turn = chat.turn();
        return turn == null
                ? Uni.createFrom().item(false)
                : TurnStore.find(transaction, turn)
                        .map(found -> found.filter(
                                        at -> at.phase() == TurnPhase.WORKING || at.phase() == TurnPhase.WAITING)
                                .isPresent());
    }

    /** The chat's as it is under its lock, with the message's. */
    private static Map<String, String> merged(Chat chat, NewMessage message) {
        Map<String, String> context = new LinkedHashMap<>(chat.context());
        context.putAll(message.context());
        return context;
    }

    private Uni<TurnState> begin(
            SqlConnection transaction, Chat chat, TurnState begun, Map<String, String> context, Instant now) {
        Chat next = chat.begins(
                        begun.turn().id(),
                        Objects.requireNonNull(begun.chat().agent()),
                        begun.turn().agentVersion(),
                        context,
                        now)
                .grown(begun.messages().size(), now);
        TurnState placed = NewTurns.placed(begun, chat.nextPosition(), now).with(next);
        return ChatStore.begin(transaction, next)
                .chain(stored -> TurnStore.insert(
                                transaction, placed, parts.config().lease())
                        .replaceWith(placed.with(stored)));
    }

    private Uni<TurnState> queue(
            SqlConnection transaction, Chat chat, TurnState queued, Map<String, String> context, Instant now) {
        int most = parts.config().maxQueued();
        Chat meant = queued.chat();
        TurnState placed = NewTurns.placed(queued, chat.nextPosition(), now)
                .with(chat.meaning(
                                Objects.requireNonNull(meant.agent()),
                                queued.turn().agentVersion(),
                                context,
                                now)
                        .grown(queued.messages().size(), now));
        return transaction
                .preparedQuery(QUEUED)
                .execute(Tuple.of(chat.id().value()))
                .invoke(rows -> {
                    if (rows.iterator().next().getLong(0) >= most) {
                        throw TurnErrors.queueFull(chat.id(), most);
                    }
                })
                .chain(_ -> ChatStore.begin(transaction, placed.chat()))
                .chain(stored -> TurnStore.insert(
                                transaction, placed, parts.config().lease())
                        .replaceWith(placed.with(stored)));
    }

    private Uni<Void> remember(SqlConnection transaction, NewMessage message, TurnState stored, Instant now) {
        IdempotencyStore.Key key = message.key();
        if (key == null) {
            return Uni.createFrom().voidItem();
        }
        IdempotencyStore.Used used = new IdempotencyStore.Used(
                key.digest(),
                stored.messages().getFirst().id(),
                stored.messages().getLast().id());
        return IdempotencyStore.insert(
                        transaction, key, used, now, now.minus(parts.config().keepKeys()))
                .invoke(fresh -> {
                    if (!fresh) {
                        throw new KeyUsedException();
                    }
                })
                .replaceWithVoid();
    }

    /** Another request with the same key was faster; nothing of this one was stored. */
    static final class KeyUsedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
