package dev.hearth.agent.turn;

import dev.hearth.agent.chat.ContentPart;
import dev.hearth.agent.chat.FullMessage;
import dev.hearth.agent.chat.Message;
import dev.hearth.agent.chat.MessageStatus;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows what the LLM says before it is stored, not too often. All of it runs on the turn's lane. */
final class LiveText {
    private final Clock clock;
    private final TurnCommits commits;
    private final Vertx vertx;
    private final long showEveryNanos;
    private final long storeEveryNanos;
    private long shownNanos;
    private long storedNanos;
    private long timer = -1;
    private long storeTimer = -1;
    private int count;
    private @Nullable TurnState state;
    private List<ContentPart> newest = List.of();

    LiveText(TurnConfig config, Clock clock, TurnCommits commits, Vertx vertx) {
        this.clock = clock;
        this.commits = commits;
        this.vertx = vertx;
        this.showEveryNanos = config.showEvery().toNanos();
        this.storeEveryNanos = config.storeEvery().toNanos();
    }

    /** Another message is written from now on. */
    void begins() {
        stop();
        count = 0;
        shownNanos = System.nanoTime() - showEveryNanos;
        storedNanos = System.nanoTime();
    }

    /** The message has this content by now: at once, or when its turn has come. */
    void show(TurnState current, List<ContentPart> content) {
        state = current;
        newest = content;
        if (timer >= 0) {
            return;
        }
        long wait = shownNanos + showEveryNanos - System.nanoTime();
        if (wait <= 0) {
            showNewest();
        } else {
            timer = vertx.setTimer(Math.max(1, wait / 1_000_000), _ -> {
                timer = -1;
                showNewest();
            });
        }
    }

    /** Has what was said stored: at once, or when its time has come, also if nothing more is said until then. */
    void storeWhenDue(Runnable store) {
        long wait = storedNanos + storeEveryNanos - System.nanoTime();
        if (wait <= 0) {
            store.run();
        } else if (storeTimer < 0) {
            storeTimer = vertx.setTimer(Math.max(1, wait / 1_000_000), _ -> {
                storeTimer = -1;
                store.run();
            });
        }
    }

    /** All that was said until now is stored, and was shown with that. */
    void stored(TurnState current) {
        storedNanos = System.nanoTime();
        state = current;
        if (current.assistant().status().isFinal()) {
            stop();
        }
    }

    void stop() {
        vertx.cancelTimer(timer);
        vertx.cancelTimer(storeTimer);
        timer = -1;
        storeTimer = -1;
    }

    private void showNewest() {
        TurnState at = state;
        if (at == null || at.assistant().status() != MessageStatus.PENDING || !commits.isWatched(at)) {
            return;
        }
        shownNanos = System.nanoTime();
        Instant now = clock.instant();
        Message message = at.assistant().become(MessageStatus.PENDING, newest, now);
        commits.tellLive(new FullMessage(message, List.of(), at.turn().revision(), ++count));
    }
}
