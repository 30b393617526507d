package dev.hearth.scheduler.leader;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.hearth.scheduler.storage.StreamWriter.TaskLog;
import dev.hearth.scheduler.storage.StreamWriter.TaskOutput;
import dev.hearth.scheduler.task.LogLine;
import dev.hearth.scheduler.task.Task;
import dev.hearth.scheduler.task.TaskSpec;
import dev.hearth.scheduler.testing.TaskSpecs;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StreamBufferTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicLong nanos = new AtomicLong();
    private final List<Write> writes = new ArrayList<>();
    private final List<String> granted = new ArrayList<>();
    private final StreamBuffer buffer =
            new StreamBuffer(this::write, new LeaderTime(Clock.systemUTC(), nanos::get), Duration.ofSeconds(1));
    private final Task task = Task.received(new TaskSpec(TaskSpecs.any().build()), NOW);

    @Test
    void writesAgainInOrderWhatAStoreDidNotTakeBecauseItWasAway() {
        log(1);
        buffer.flush();
        log(2);

        writes.getFirst().done.fail(new IOException("connection reset"));
        buffer.flush();

        assertThat(writes).hasSize(2);
        assertThat(writes.getLast().logs)
                .extracting(log -> log.line().sequence())
                .containsExactly(1L, 2L);
        assertThat(granted).isEmpty();
        writes.getLast().done.complete();
        assertThat(granted).containsExactly("1", "2");
    }

    @Test
    void letsGoOfWhatTheStoreRefuses() {
        log(1);
        buffer.flush();

        writes.getFirst().done.fail(new PgException("invalid byte sequence", "ERROR", "22021", null));
        buffer.flush();

        assertThat(writes).hasSize(1);
        assertThat(granted).containsExactly("1");
    }

    @Test
    void keepsTheNewerOfTwoOutputsWhenTheFirstWasNotTaken() {
        buffer.output(task, ByteString.copyFromUtf8("1"));
        buffer.flush();
        buffer.output(task, ByteString.copyFromUtf8("2"));

        writes.getFirst().done.fail(new IOException("connection reset"));
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        buffer.flush();

        assertThat(writes.getLast().outputs)
                .extracting(output -> output.output().toStringUtf8())
                .containsExactly("2");
    }

    @Test
    void writesAnOutputOfATaskAtMostOnceASecond() {
        buffer.output(task, ByteString.copyFromUtf8("1"));
        buffer.flush();
        writes.getFirst().done.complete();

        buffer.output(task, ByteString.copyFromUtf8("2"));
        buffer.flush();
        assertThat(writes).hasSize(1);

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        buffer.flush();
        assertThat(writes).hasSize(2);
    }

    private void log(int sequence) {
        LogLine line = new LogLine(1, sequence, 4, NOW, "line " + sequence);
        buffer.log(task, line, () -> granted.add(String.valueOf(sequence)));
    }

    private Future<Void> write(List<TaskLog> logs, List<TaskOutput> outputs) {
        Write write = new Write(logs, outputs, Promise.promise());
        writes.add(write);
        return write.done.future();
    }

    private record Write(List<TaskLog> logs, List<TaskOutput> outputs, Promise<Void> done) {}
}
