package dev.hearth.scheduler.leader;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.hearth.ids.EngineId;
import dev.hearth.ids.WorkerId;
import dev.hearth.scheduler.storage.TaskChange;
import dev.hearth.scheduler.task.Task;
import dev.hearth.scheduler.task.TaskEvent;
import dev.hearth.scheduler.task.TaskSpec;
import dev.hearth.scheduler.task.TaskStatus;
import dev.hearth.scheduler.testing.TaskSpecs;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LiveTaskTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void aDecisionIsNotShownBeforeItsCommit() {
        LiveTask live = running();

        live.apply(new TaskEvent.CancelRequested(), NOW);

        assertThat(live.shown().status()).isEqualTo(TaskStatus.RUNNING);
        live.committed(change(live));
        assertThat(live.shown().status()).isEqualTo(TaskStatus.CANCELLING);
    }

    @Test
    void aStepShownWhileACommitIsInFlightIsNotTakenBack() {
        LiveTask live = dispatched();
        live.applyLive(new TaskEvent.Progressed(TaskStatus.SETTING_UP), NOW);
        TaskChange inFlight = change(live);
        live.applyLive(new TaskEvent.Progressed(TaskStatus.RUNNING), NOW);

        live.committed(inFlight);

        assertThat(live.shown().status()).isEqualTo(TaskStatus.RUNNING);
    }

    @Test
    void aPartialOutputShownWhileACommitIsInFlightStays() {
        LiveTask live = running();
        TaskChange inFlight = change(live);
        live.output(ByteString.copyFromUtf8("2"));

        live.committed(inFlight);

        assertThat(live.shown().output()).isEqualTo(ByteString.copyFromUtf8("2"));
    }

    private static LiveTask running() {
        LiveTask live = dispatched();
        live.applyLive(new TaskEvent.Progressed(TaskStatus.RUNNING), NOW);
        return live;
    }

    private static LiveTask dispatched() {
        Task received = Task.received(new TaskSpec(TaskSpecs.any().build()), NOW);
        LiveTask live = LiveTask.received(received, 0, null);
        live.apply(new TaskEvent.Dispatched(EngineId.random(), WorkerId.random()), NOW);
        live.committed(change(live));
        return live;
    }

    private static TaskChange change(LiveTask live) {
        return new TaskChange(live.task(), live.stored(), live.version() + 1, ByteString.EMPTY, null);
    }
}
