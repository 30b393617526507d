package dev.hearth.gateway.http;

import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the requests that are being answered, and lets no more in once the gateway stops. Any thread may call. */
@ApplicationScoped
public class Admission {
    private final AtomicInteger inside = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition empty = lock.newCondition();
    private volatile boolean closed;

    /** Whether this request may go on; if so it is counted until its connection is done with it. */
    boolean admits(RoutingContext context) {
        inside.incrementAndGet(); // before the look: whoever closes either is seen here or counts this one
        if (closed) {
            left();
            return false;
        }
        context.addEndHandler(ended -> left());
        return true;
    }

    /** Lets nothing in any more. */
    public void close() {
        closed = true;
    }

    /** Waits until the last request has left; says whether it has. */
    public boolean awaitEmpty(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (inside.get() > 0 && left > 0) {
                left = empty.awaitNanos(left);
            }
            return inside.get() == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Requests being answered. */
    public int inside() {
        return inside.get();
    }

    private void left() {
        if (inside.decrementAndGet() == 0 && closed) {
            lock.lock();
            try {
                empty.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
