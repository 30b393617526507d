package dev.hearth.scheduler.relay;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private final Queue<CommittedEvent> offered = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean takesIn = new AtomicBoolean();
    private final Deque<CommittedEvent> queue = new ArrayDeque<>();
    private final Deque<Batch> inFlight = new ArrayDeque<>();
    private int eventsInFlight;
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

    /** Events that were handed to the broker together. */
    private static final class Batch {
        private final long lastSeq;
        private final int size;
        private boolean acknowledged;

        private Batch(List<CommittedEvent> events) {
            this.lastSeq = events.getLast().seq();
            this.size = events.size();
        }
    }

    /** A commit is done; called in the order of commits. The events of one commit go on together. */
    public void offer(CommittedEvent event) {
        offered.add(event);
        if (takesIn.compareAndSet(false, true)) {
            thread.runOnContext(ignored -> takeIn());
        }
    }

    private void takeIn() {
        takesIn.set(false);
        for (CommittedEvent next = offered.poll(); next != null; next = offered.poll()) {
            queue(next);
        }
        pump();
    }

    private void queue(CommittedEvent event) {
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
            forgetInFlight();
            vertx.cancelTimer(markTimer);
        });
    }

    private void restart() {
        generation++;
        int mine = generation;
        mode = Mode.CATCHING_UP;
        reading = false;
        forgetInFlight();
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
        if (reading || isFull()) {
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
            send(page);
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
        List<CommittedEvent> batch = new ArrayList<>();
        while (eventsInFlight + batch.size() < config.maxInFlight()) {
            CommittedEvent next = queue.poll();
            if (next == null) {
                break;
            }
            if (next.seq() > position) {
                batch.add(next);
            }
        }
        send(batch);
    }

    private boolean isFull() {
        return eventsInFlight >= config.maxInFlight();
    }

    private void forgetInFlight() {
        inFlight.clear();
        eventsInFlight = 0;
    }

    private void send(List<CommittedEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        int mine = generation;
        Batch batch = new Batch(events);
        inFlight.add(batch);
        eventsInFlight += batch.size;
        position = batch.lastSeq;
        topic.send(events)
                .subscribe()
                .with(
                        ignored -> thread.runOnContext(tick -> acknowledged(mine, batch)),
                        failure -> thread.runOnContext(tick -> failed(mine, failure)));
    }

    private void acknowledged(int mine, Batch batch) {
        if (mine != generation) {
            return;
        }
        batch.acknowledged = true;
        boolean wasFull = isFull();
        Iterator<Batch> oldest = inFlight.iterator();
        while (oldest.hasNext()) {
            Batch next = oldest.next();
            if (!next.acknowledged) {
                break;
            }
            sentUpTo = next.lastSeq;
            eventsInFlight -= next.size;
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
