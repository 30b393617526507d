package dev.hearth.cli.remote;

import dev.hearth.cli.console.Console;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tells a waiting user how a task stands: nothing during the first second, then every change of its status. The stream's
 * thread tells it changes; a timer of its own breaks the silence.
 */
final class Waiting implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Console console;
    private final Thread timer;
    private boolean talks;
    private @Nullable String shown;
    private String now = "submitted";

    Waiting(Console console) {
        this.console = console;
        this.timer = Thread.ofVirtual().start(this::beginToTalk);
    }

    synchronized void changed(RemoteTask task) {
        String reason = task.waitReason();
        now = reason.isEmpty() ? task.statusText() : task.statusText() + ": " + reason;
        show();
    }

    private void beginToTalk() {
        try {
            Thread.sleep(PATIENCE);
        } catch (InterruptedException e) {
            return; // it is over
        }
        synchronized (this) {
            talks = true;
            show();
        }
    }

    private void show() {
        if (talks && !now.equals(shown)) {
            shown = now;
            console.progress("  " + now);
        }
    }

    @Override
    public void close() {
        timer.interrupt();
    }
}
