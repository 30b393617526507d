package dev.hearth.gateway.scheduler;

import dev.hearth.channels.LoopChannels;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What every call to the scheduler shares. */
record SchedulerLink(Vertx vertx, SchedulerConfig config, LeaderAddress leader, LoopChannels channels) {
    /** The context that asks, or a new one for a caller that has none; its event loop carries the call. */
    ContextInternal context() {
        @Nullable ContextInternal current = ContextInternal.current();
        return current == null ? ((VertxInternal) vertx).createEventLoopContext() : current;
    }

    /** Runs on the context's event loop after a pause. */
    static void later(ContextInternal context, Duration pause, Runnable work) {
        // Nobody waits for it: the work itself tells its outcome.
        ScheduledFuture<?> _ = context.nettyEventLoop().schedule(work, pause.toNanos(), TimeUnit.NANOSECONDS);
    }
}
