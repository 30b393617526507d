package dev.hearth.agent.turn;

import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.ChatFeed;
import dev.hearth.agent.chat.ChatStatus;
import dev.hearth.agent.chat.ChatStore;
import dev.hearth.agent.chat.Columns;
import dev.hearth.agent.chat.InvocationStatus;
import dev.hearth.agent.chat.InvocationStore;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.agent.chat.ToolInvocation.Approval;
import dev.hearth.ids.ChatId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Ends what has waited for too long. */
@ApplicationScoped
class Waits {
    private static final Logger LOG = Logger.getLogger(Waits.class);
    private static final int BATCH = 100;
    /** Longer than it may take to look at a request and store its turn, which a request gives up after 8 s. */
    private static final Duration LEFT_BUSY_FOR = Duration.ofSeconds(15);

    private static final String HAS_NO_TURN = """
            status = 'busy' and not exists (
                select from agent.turn t where t.chat_id = chat.id and t.state in ('working', 'waiting'))
            """;
    private static final String IS_LEFT = "marked_at < $1 and " + HAS_NO_TURN;
    private static final String MARK_OLDER =
            "update agent.chat set marked_at = updated_at where marked_at is null and updated_at < $1 and "
                    + HAS_NO_TURN;
    private static final String LEFT = "select id from agent.chat where " + IS_LEFT + " limit 100";
    private static final String STILL_LEFT = "select * from agent.chat where " + IS_LEFT + " and id = $2 for update";
    private static final String OLD_KEYS = "delete from agent.idempotency_key where created_at < $1";

    private final Pool pool;
    private final TurnCommands commands;
    private final TurnCommits commits;
    private final Turns turns;
    private final ChatFeed feed;
    private final Clock clock;
    private final TurnConfig config;

    Waits(
            Pool pool,
            TurnCommands commands,
            TurnCommits commits,
            Turns turns,
            ChatFeed feed,
            Clock clock,
            TurnConfig config) {
        this.pool = pool;
        this.commands = commands;
        this.commits = commits;
        this.turns = turns;
        this.feed = feed;
        this.clock = clock;
        this.config = config;
    }

    /** Approvals and answers that did not come in time. */
    Uni<Void> expire() {
        Instant now = clock.instant();
        return InvocationStore.expired(pool, now, BATCH).chain(expired -> {
            Uni<Void> all = Uni.createFrom().voidItem();
            for (ToolInvocation invocation : expired) {
                all = all.chain(_ -> expire(invocation, now));
            }
            return all;
        });
    }

    /** Chats that say they are busy and have no turn: the process died before it stored one. */
    Uni<Void> freeChats() {
        Instant since = clock.instant().minus(LEFT_BUSY_FOR);
        return pool.preparedQuery(LEFT).execute(Tuple.of(Columns.time(since))).chain(rows -> {
            Uni<Void> all = Uni.createFrom().voidItem();
            for (String id : ChatStore.all(rows, row -> row.getString("id"))) {
                all = all.chain(_ -> free(new ChatId(id), since));
            }
            return all;
        });
    }

    /**
     * Finds chats that a process of a version before V005, which does not say when it marks a chat busy, has left so. It reads
     * all chats, so it is for the time of an upgrade.
     */
    Uni<Void> markOlder() {
        return pool.preparedQuery(MARK_OLDER)
                .execute(Tuple.of(Columns.time(clock.instant().minus(LEFT_BUSY_FOR))))
                .invoke(rows -> {
                    if (rows.rowCount() > 0) {
                        LOG.infof("chats were left busy by an older version: count=%d", rows.rowCount());
                    }
                })
                .replaceWithVoid();
    }

    Uni<Void> dropOldKeys() {
        return pool.preparedQuery(OLD_KEYS)
                .execute(Tuple.of(Columns.time(clock.instant().minus(config.keepKeys()))))
                .replaceWithVoid();
    }

    private Uni<Void> expire(ToolInvocation invocation, Instant now) {
        LOG.infof("nobody answered in time: invocationId=%s", invocation.id());
        return commands.change(
                        invocation.turn(),
                        state -> state.find(invocation.id())
                                .map(found -> List.of(expiry(found, now)))
                                .orElse(List.of()))
                .replaceWithVoid();
    }

    private static TurnEvent expiry(ToolInvocation invocation, Instant now) {
        return invocation.status() == InvocationStatus.AWAITING_APPROVAL
                ? new TurnEvent.Refused(
                        invocation.id(), new Approval("expired", null, now, null), TurnTexts.APPROVAL_EXPIRED)
                : new TurnEvent.AnswerExpired(invocation.id());
    }

    private Uni<Void> free(ChatId id, Instant since) {
        LOG.warnf("a chat was left busy: chatId=%s", id);
        return commits.inTransaction(transaction -> transaction
                        .preparedQuery(STILL_LEFT)
                        .execute(Tuple.of(Columns.time(since), id.value()))
                        .chain(rows -> ChatStore.first(rows, ChatStore::read)
                                .map(chat -> rest(transaction, chat, ChatStatus.IDLE))
                                .orElseGet(() -> Uni.createFrom().item(Optional.empty()))))
                .invoke(next -> next.ifPresent(state -> turns.changed(state)))
                .replaceWithVoid();
    }

    /** The chat, locked, has no turn at work: it rests, unless a queued message goes on. */
    Uni<Optional<TurnState>> rest(SqlConnection transaction, Chat chat, ChatStatus status) {
        return TurnQueue.promote(transaction, chat, clock.instant())
                .chain(next -> next.isPresent()
                        ? Uni.createFrom().item(next)
                        : ChatStore.update(transaction, chat.with(status, clock.instant()))
                                .invoke(stored -> feed.publish(stored.id(), List.of(), stored))
                                .replaceWith(Optional.empty()));
    }
}
