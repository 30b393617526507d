package dev.hearth.agent.turn;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.ChatFeed;
import dev.hearth.agent.chat.ChatWatcher;
import dev.hearth.agent.chat.ContentPart;
import dev.hearth.agent.chat.FullMessage;
import dev.hearth.agent.chat.Message;
import dev.hearth.agent.chat.StoredJson;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.agent.tool.RunningTool;
import dev.hearth.agent.tool.ToolOutcome;
import dev.hearth.ids.ChatId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/**
 * A child that is being followed: with every change that is told, and from time to time because a notice may be lost, it is
 * read. Safe for any thread.
 */
final class ChildFollower implements RunningTool, ChatWatcher {
    private static final Logger LOG = Logger.getLogger(ChildFollower.class);
    private static final Duration READ_EVERY = Duration.ofSeconds(5);
    private static final ToolOutcome GONE = new ToolOutcome.Failed("The agent's chat was deleted.", false, false);

    private final ChatId child;
    private final ChatFeed feed;
    private final ChildFollowers followers;
    private final CompletableFuture<ToolOutcome> outcome = new CompletableFuture<>();
    private final Cancellable ticks;
    private boolean reading;
    private boolean readAgain;

    ChildFollower(ChatId child, ChatFeed feed, ChildFollowers followers) {
        this.child = child;
        this.feed = feed;
        this.followers = followers;
        this.ticks = Multi.createFrom()
                .ticks()
                .every(READ_EVERY)
                .onOverflow()
                .drop()
                .subscribe()
                .with(
                        _ -> read(),
                        failure -> LOG.errorf(failure, "a child is not looked at any more: chatId=%s", child));
    }

    void start() {
        feed.watch(child, this);
        read();
    }

    @Override
    public Uni<ToolOutcome> outcome() {
        return Uni.createFrom().completionStage(outcome);
    }

    @Override
    public void cancel() {
        leave();
        followers
                .stop(child)
                .subscribe()
                .with(
                        _ -> {},
                        failure ->
                                LOG.warnf("a child was not stopped: chatId=%s reason=%s", child, failure.toString()));
    }

    @Override
    public void message(FullMessage message) {
        if (message.live() == 0 && !message.invocations().isEmpty()) {
            read();
        }
    }

    @Override
    public void chat(Chat chat) {
        read();
    }

    private void leave() {
        ticks.cancel();
        feed.unwatch(child, this);
    }

    private void read() {
        synchronized (this) {
            readAgain = reading;
            if (reading || outcome.isDone()) {
                return;
            }
            reading = true;
        }
        followers
                .read(child)
                .chain(found -> found.isEmpty()
                        ? Uni.createFrom().voidItem().invoke(() -> settle(GONE))
                        : followers
                                .mirror(found.get())
                                .invoke(() -> settle(found.get()))
                                .chain(_ -> followers.goOn(found.get()))
                                .invoke(goesOn -> {
                                    if (!goesOn) {
                                        leave();
                                    }
                                })
                                .replaceWithVoid())
                .subscribe()
                .with(_ -> readDone(), failure -> {
                    LOG.warnf("a child was not read: chatId=%s reason=%s", child, failure.toString());
                    readDone();
                });
    }

    private void readDone() {
        boolean again;
        synchronized (this) {
            reading = false;
            again = readAgain;
            readAgain = false;
        }
        if (again) {
            read();
        }
    }

    private void settle(TurnState state) {
        if (state.turn().phase() == TurnPhase.ENDED) {
            settle(resultOf(state));
        }
    }

    private void settle(ToolOutcome result) {
        leave();
        outcome.complete(result);
    }

    private static ToolOutcome resultOf(TurnState state) {
        return switch (state.turn().outcome()) {
            case COMPLETED -> finished(state);
            case IDLE -> ToolOutcome.Done.of(lastWords(state));
            case STOPPED -> new ToolOutcome.Failed("The agent was stopped.", false, false);
            case FAILED ->
                new ToolOutcome.Failed(
                        state.turn().error() == null
                                ? "The agent failed."
                                : "The agent failed: " + state.turn().error(),
                        false,
                        false);
            case null ->
                throw new IllegalStateException("turn %s has ended without an outcome"
                        .formatted(state.turn().id()));
        };
    }

    /** By the tool that ended the turn: the chat's output is another turn's once a message has come. */
    private static ToolOutcome finished(TurnState state) {
        JsonNode output = state.finish().map(ToolInvocation::data).orElse(null);
        return new ToolOutcome.Done(output == null ? "" : StoredJson.text(output), output, null, null);
    }

    private static String lastWords(TurnState state) {
        StringBuilder text = new StringBuilder();
        Message last = state.assistant();
        for (ContentPart part : last.content()) {
            if (part instanceof ContentPart.Text(String words)) {
                text.append(words);
            }
        }
        return text.toString();
    }
}
