package dev.hearth.scheduler.relay;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Sends every committed event to the topic, in the order of commits. What was just committed comes from memory; after a
 * start, an overflow or a failure it is read from the table, from the mark on. Events may be sent twice, never left out:
 * consumers drop versions they have seen. Nobody waits for it, and a broker that is away only makes it late.
 *
 * <p>{@link #offer}, {@link #start} and {@link #stop} may be called from any thread; all state is touched on one event
 * loop.
 */
@ApplicationScoped
public class EventRelay {
    private static final Logger LOG = Logger.getLogger(EventRelay.class);
    private static final int PAGE = 500;

    private final Vertx vertx;
    private final Context thread;
    private final EventTable table;
    private final TaskTopic topic;
    private final RelayConfig config;
    private final Deque<CommittedEvent> queue = new ArrayDeque<>();
    private final Deque<InFlight> inFlight = new ArrayDeque<>();
    private Mode mode = Mode.STOPPED;
    private int generation;
    private long position;
    private long sentUpTo;
    private long storedMark;
    private boolean overflowed;
    private boolean reading;
    private long markTimer = -1;

    EventRelay(Vertx vertx, EventTable table, TaskTopic topic, RelayConfig config) {
        this.vertx = vertx;
        this.thread = vertx.getOrCreateContext();
        this.table = table;
        this.topic = topic;
        this.config = config;
    }

    private enum Mode {
        STOPPED,
        /** Waits for the broker, the mark or a page of the table. */
        CATCHING_UP,
        FROM_MEMORY
    }

    private static final class InFlight {
        private final long seq;
        private boolean acknowledged;

        private InFlight(long seq) {
            this.seq = seq;
        }
    }

    /** A commit is done; called in the order of commits. */
    public void offer(CommittedEvent event) {
        thread.runOnContext(ignored -> {
            if (mode == Mode.STOPPED) {
                return;
            }
            if (queue.size() >= config.maxQueued()) {
                overflowed = true;
                queue.clear();
            }
            if (!overflowed) {
                queue.add(event);
            }
            pump();
        });
    }

    /** This replica leads now. */
    public void start() {
        thread.runOnContext(ignored -> {
            if (mode == Mode.STOPPED) {
                markTimer = vertx.setPeriodic(config.markEvery().toMillis(), tick -> storeMark());
                restart();
            }
        });
    }

    /** It leads no more; what was not sent is the successor's to send. */
    public void stop() {
        thread.runOnContext(ignored -> {
            mode = Mode.STOPPED;
            generation++;
            queue.clear();
            inFlight.clear();
            vertx.cancelTimer(markTimer);
        });
    }

    private void restart() {
        generation++;
        int mine = generation;
        mode = Mode.CATCHING_UP;
        reading = false;
        inFlight.clear();
        Future.fromCompletionStage(topic.ensure(), thread)
                .compose(ignored -> table.mark())
                .onComplete(done -> {
                    if (mine != generation) {
                        return;
                    }
                    if (done.failed()) {
                        retry("cannot reach the broker or the table", done.cause());
                        return;
                    }
                    storedMark = done.result();
                    sentUpTo = storedMark;
                    position = storedMark;
                    catchUp();
                });
    }

    private void catchUp() {
        int mine = generation;
        if (reading || inFlight.size() >= config.maxInFlight()) {
            return; // the page being read, or an acknowledgement, goes on with it
        }
        overflowed = false;
        reading = true;
        table.after(position, PAGE).onComplete(done -> {
            if (mine != generation) {
                return;
            }
            reading = false;
            if (done.failed()) {
                retry("cannot read events", done.cause());
                return;
            }
            List<CommittedEvent> page = done.result();
            page.forEach(this::send);
            if (page.size() < PAGE && !overflowed) {
                mode = Mode.FROM_MEMORY;
                pump();
            } else {
                catchUp();
            }
        });
    }

    private void pump() {
        if (mode != Mode.FROM_MEMORY) {
            return;
        }
        if (overflowed) {
            mode = Mode.CATCHING_UP;
            catchUp();
            return;
        }
        while (inFlight.size() < config.maxInFlight()) {
            CommittedEvent next = queue.poll();
            if (next == null) {
                return;
            }
            if (next.seq() > position) {
                send(next);
            }
        }
    }

    private void send(CommittedEvent event) {
        int mine = generation;
        InFlight entry = new InFlight(event.seq());
        inFlight.add(entry);
        position = event.seq();
        topic.send(event)
                .subscribe()
                .with(
                        ignored -> thread.runOnContext(tick -> acknowledged(mine, entry)),
                        failure -> thread.runOnContext(tick -> failed(mine, failure)));
    }

    private void acknowledged(int mine, InFlight entry) {
        if (mine != generation) {
            return;
        }
        entry.acknowledged = true;
        boolean wasFull = inFlight.size() >= config.maxInFlight();
        Iterator<InFlight> oldest = inFlight.iterator();
        while (oldest.hasNext()) {
            InFlight next = oldest.next();
            if (!next.acknowledged) {
                break;
            }
            sentUpTo = next.seq;
            oldest.remove();
        }
        if (mode == Mode.CATCHING_UP && wasFull) {
            catchUp();
        } else {
            pump();
        }
    }

    private void failed(int mine, Throwable failure) {
        if (mine == generation) {
            generation++;
            retry("the broker refused an event", failure);
        }
    }

    private void retry(String what, Throwable failure) {
        LOG.warnf("%s, trying again: %s", what, failure);
        mode = Mode.CATCHING_UP;
        int mine = generation;
        vertx.setTimer(config.retryAfter().toMillis(), tick -> {
            if (mine == generation && mode != Mode.STOPPED) {
                restart();
            }
        });
    }

    private void storeMark() {
        long mark = sentUpTo;
        if (mark > storedMark) {
            table.mark(mark)
                    .onSuccess(ignored -> storedMark = Math.max(storedMark, mark))
                    .onFailure(failure -> LOG.warnf("cannot store the relay's mark: %s", failure));
        }
    }
}
