package dev.hearth.worker.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.hearth.ids.AppId;
import dev.hearth.ids.AppVersionId;
import dev.hearth.ids.SetupHash;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.EngineHello;
import dev.hearth.proto.v1.EngineMessage;
import dev.hearth.proto.v1.EngineMessage.MessageCase;
import dev.hearth.proto.v1.TaskResult;
import dev.hearth.proto.v1.TaskStatus;
import dev.hearth.testing.Await;
import dev.hearth.worker.assignment.Ended;
import dev.hearth.worker.assignment.HeldStatus;
import dev.hearth.worker.assignment.Step;
import dev.hearth.worker.assignment.TaskOrder;
import dev.hearth.worker.assignment.TaskOutcome;
import dev.hearth.worker.runner.RunnerKey;
import dev.hearth.worker.testing.Settings;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ControlOutboundTest {
    private static final Step RUNNING = new Step(HeldStatus.RUNNING, Instant.EPOCH);

    private final Recorded said = new Recorded();
    private final TaskOrder order = order();

    @Test
    void saysNothingOfAShortCallBeforeItsResult() {
        ControlOutbound outbound = holding("1h");

        outbound.progressed(order, RUNNING);
        outbound.ended(ended());

        assertThat(said.kinds()).containsExactly(MessageCase.RESULT);
        assertThat(said.messages.getLast().getResult().getStepsList())
                .singleElement()
                .satisfies(step -> assertThat(step.getStatus()).isEqualTo(TaskStatus.TASK_STATUS_RUNNING));
    }

    @Test
    void saysThatALongCallRuns() {
        ControlOutbound outbound = holding("1ms");

        outbound.progressed(order, RUNNING);

        Await.until("the progress", () -> said.kinds().equals(List.of(MessageCase.PROGRESS)));
    }

    @Test
    void saysThatACallRunsBeforeWhatFollows() {
        ControlOutbound outbound = holding("1h");

        outbound.progressed(order, RUNNING);
        outbound.progressed(order, new Step(HeldStatus.UPLOADING, Instant.EPOCH));

        assertThat(said.messages)
                .extracting(message -> message.getProgress().getStatus())
                .containsExactly(TaskStatus.TASK_STATUS_RUNNING, TaskStatus.TASK_STATUS_UPLOADING);
    }

    @Test
    void saysThatACallRunsOnceItShowsSomething() {
        ControlOutbound outbound = holding("1h");
        outbound.progressed(order, RUNNING);

        outbound.hurry(order);
        outbound.hurry(order);

        assertThat(said.kinds()).containsExactly(MessageCase.PROGRESS);
    }

    @Test
    void goesOnAfterAStreamThatEndedWithoutSayingSo() {
        ControlOutbound outbound = holding("1ms");
        said.hasEnded = true;
        outbound.progressed(order, RUNNING);
        Await.until("the ended stream was met", () -> said.wasMet);
        said.hasEnded = false;

        outbound.begin();
        outbound.open(said, hello());
        outbound.progressed(order, RUNNING);

        Await.until("the progress", () -> said.kinds().contains(MessageCase.PROGRESS));
    }

    private ControlOutbound holding(String time) {
        ControlConfig config =
                new Settings(Map.of("hearth.worker.control.hold-progress", time)).of(ControlConfig.class);
        ControlOutbound outbound = new ControlOutbound(new ResultKeeper(), config, new SimpleMeterRegistry());
        outbound.begin();
        outbound.open(said, hello());
        said.messages.clear();
        return outbound;
    }

    private static EngineMessage hello() {
        return EngineMessage.newBuilder()
                .setHello(EngineHello.getDefaultInstance())
                .build();
    }

    private Ended ended() {
        return new Ended(
                order, new TaskOutcome.Completed(ByteString.EMPTY, Duration.ofMillis(1)), List.of(RUNNING), true, 0);
    }

    private static TaskOrder order() {
        TeamId team = new TeamId("team0000000000000000000000");
        return new TaskOrder(
                new TaskId("task0000000000000000000000"),
                1,
                TaskOrder.Kind.RUN,
                new AppId("app00000000000000000000000"),
                new AppVersionId("version0000000000000000000"),
                "run",
                new RunnerKey(team, new SetupHash("hash"), ""),
                ByteBuffer.allocate(0),
                ByteBuffer.allocate(0),
                Duration.ofHours(1),
                List.of(),
                false);
    }

    /** A stream that keeps what is said on it. */
    private static final class Recorded implements ControlOutbound.Stream, StreamObserver<EngineMessage> {
        private final List<EngineMessage> messages = new CopyOnWriteArrayList<>();
        private volatile boolean hasEnded;
        private volatile boolean wasMet;

        List<MessageCase> kinds() {
            return messages.stream().map(EngineMessage::getMessageCase).toList();
        }

        @Override
        public StreamObserver<EngineMessage> messages() {
            return this;
        }

        @Override
        public void reportLarge(TaskResult result) {
            throw new AssertionError("nothing here is large");
        }

        @Override
        public void onNext(EngineMessage message) {
            if (hasEnded) {
                wasMet = true;
                throw new IllegalStateException("call was cancelled");
            }
            messages.add(message);
        }

        @Override
        public void onError(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void onCompleted() {}
    }
}
