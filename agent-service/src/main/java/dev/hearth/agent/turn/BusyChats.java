package dev.hearth.agent.turn;

import dev.hearth.agent.access.Caller;
import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.ChatFeed;
import dev.hearth.agent.chat.ChatStatus;
import dev.hearth.agent.chat.ChatStore;
import dev.hearth.agent.chat.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Marks a chat busy before anything slow happens: clients ask for its status while their message is on its way, and would
 * take an idle chat for a finished turn (wire protocol 5.6).
 */
@ApplicationScoped
class BusyChats {
    private static final String MARK = """
            with old as (select id, status from agent.chat
                where id >= $1 and id <= $2 and team_id = $3 and deleted_at is null for update)
            update agent.chat c set status = 'busy', marked_at = clock_timestamp(),
                updated_at = greatest(clock_timestamp(), c.updated_at + interval '1 microsecond')
            from old where c.id = old.id and (old.status in ('idle', 'completed')) and (select count(*) from old) = 1
            returning c.*, old.status as old_status
            """;

    private final Pool pool;
    private final ChatFeed feed;
    private final Notices notices;
    private final TurnCommits commits;
    private final Waits waits;

    BusyChats(Pool pool, ChatFeed feed, Notices notices, TurnCommits commits, Waits waits) {
        this.pool = pool;
        this.feed = feed;
        this.notices = notices;
        this.commits = commits;
        this.waits = waits;
    }

    /**
     * A chat that a message is meant for.
     *
     * @param wasIdle this request has marked it busy
     * @param before the status it had
     */
    record Marked(Chat chat, boolean wasIdle, ChatStatus before) {}

    Uni<Marked> mark(Caller caller, String id) {
        String last = id.length() == 8 ? id + "~" : id;
        return pool.preparedQuery(MARK)
                .execute(Tuple.of(id, last, caller.team().value()))
                .map(rows -> ChatStore.first(
                        rows,
                        row -> new Marked(
                                ChatStore.read(row),
                                true,
                                Columns.value(ChatStatus.class, row.getString("old_status")))))
                .chain(marked -> marked.isPresent()
                        ? Uni.createFrom().item(marked.get()).invoke(this::tell)
                        : ChatStore.find(pool, caller.team(), id)
                                .map(found -> found.orElseThrow(() -> TurnErrors.noChat(id)))
                                .map(chat -> new Marked(chat, false, chat.status())));
    }

    /** The message was refused: the chat is as it was, unless another message waits by now. */
    Uni<Optional<TurnState>> revert(Marked marked) {
        return commits.inTransaction(transaction -> ChatStore.lock(
                        transaction, marked.chat().id())
                .chain(found -> found.filter(chat -> chat.status() == ChatStatus.BUSY
                                && Objects.equals(chat.turn(), marked.chat().turn()))
                        .map(chat -> waits.rest(transaction, chat, marked.before()))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty()))));
    }

    private void tell(Marked marked) {
        feed.publish(marked.chat().id(), List.of(), marked.chat());
        notices.send(new Notice.ChatChanged(marked.chat().id()));
    }
}
