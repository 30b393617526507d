package dev.hearth.agent.turn;

import com.google.protobuf.ByteString;
import dev.hearth.agent.access.Caller;
import dev.hearth.agent.calls.TaskRun;
import dev.hearth.agent.chat.ChatFeed;
import dev.hearth.agent.chat.ContentPart;
import dev.hearth.agent.chat.FullMessage;
import dev.hearth.agent.chat.MessageStatus;
import dev.hearth.agent.llm.LlmReader;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.LlmCallId;
import dev.hearth.ids.TaskId;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What one LLM call of another process's turn says, as watchers here are shown it. It decides nothing and stores nothing: the
 * owner does. The task is heard, and shown, on a lane of its own; the monitor guards what readers of the chat share with it, and is
 * never held while watchers are told.
 */
final class FollowedText {
    private static final Logger LOG = Logger.getLogger(FollowedText.class);
    /** The call is recorded before its task is submitted: it may be there a moment later. */
    private static final int TRIES = 50;

    private static final long RETRY_MILLIS = 100;

    private final Caller caller;
    private final LlmCallId call;
    private final TurnParts parts;
    private final ChatFeed feed;
    private final Context lane;
    private final LlmReader reader;
    private FullMessage stored;
    private List<ContentPart> said;
    private List<ContentPart> lastShown = List.of();
    private int count;
    private int tries;
    private long timer = -1;
    private boolean over;
    private @Nullable TaskRun run;

    FollowedText(Turn turn, FullMessage written, TurnParts parts, ChatFeed feed, Vertx vertx) {
        this.caller = new Caller(turn.team(), turn.user());
        this.call = Objects.requireNonNull(written.message().llmCall());
        this.stored = written;
        this.said = written.message().content();
        this.parts = parts;
        this.feed = feed;
        this.lane = Lanes.open(vertx);
        this.reader = parts.llms().reader();
    }

    FollowedText start() {
        lane.runOnContext(_ -> connect());
        return this;
    }

    boolean writes(FullMessage message) {
        return call.equals(message.message().llmCall());
    }

    /** The message as it was stored, with what was heard since. */
    synchronized FullMessage shown(FullMessage now) {
        if (now.revision() >= stored.revision()) {
            stored = now;
        }
        List<ContentPart> content = now.message().content();
        if (!LlmFollower.isBeginning(content, said)) {
            said = content;
        }
        return new FullMessage(
                now.message().become(MessageStatus.PENDING, said, now.message().updatedAt()),
                now.invocations(),
                now.revision(),
                now.live());
    }

    /** Follows it no more. */
    synchronized void leave() {
        over = true;
        lane.owner().cancelTimer(timer);
        if (run != null) {
            run.close();
        }
    }

    private synchronized void connect() {
        if (over) {
            return;
        }
        TaskRun next = parts.calls().watch(caller, new TaskId(call.value()), this::heard);
        run = next;
        next.end().subscribe().with(_ -> leave(), this::broke);
    }

    private void broke(Throwable failure) {
        boolean isNotThereYet = failure instanceof ServiceException error && error.code() == ErrorCode.NOT_FOUND;
        if (isNotThereYet && ++tries < TRIES) {
            lane.owner().setTimer(RETRY_MILLIS, _ -> lane.runOnContext(_ -> connect()));
        } else {
            LOG.debugf("an LLM is heard by its turn's owner alone: taskId=%s reason=%s", call, failure.toString());
        }
    }

    private void heard(ByteString output) {
        try {
            if (takes(reader.read(output).content())) {
                show();
            }
        } catch (IllegalArgumentException e) {
            LOG.debugf("a partial output is not an LLM's: taskId=%s reason=%s", call, e.getMessage());
        }
    }

    /** Whether it is to be shown at once: not if something was shown just now. */
    private synchronized boolean takes(List<ContentPart> heard) {
        if (over || LlmFollower.isBeginning(heard, said)) {
            return false;
        }
        said = heard;
        return timer < 0;
    }

    private void show() {
        FullMessage message;
        synchronized (this) {
            if (over) {
                return;
            }
            lastShown = said;
            message = new FullMessage(
                    stored.message()
                            .become(MessageStatus.PENDING, said, parts.clock().instant()),
                    stored.invocations(),
                    stored.revision(),
                    ++count);
            timer = lane.owner().setTimer(parts.config().showEvery().toMillis(), _ -> showLater());
        }
        feed.publish(message.message().chat(), List.of(message), null);
    }

    private void showLater() {
        boolean isNew;
        synchronized (this) {
            timer = -1;
            isNew = !said.equals(lastShown);
        }
        if (isNew) {
            show();
        }
    }
}
