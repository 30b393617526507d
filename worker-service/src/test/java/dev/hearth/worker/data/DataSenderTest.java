package dev.hearth.worker.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.hearth.ids.TaskId;
import dev.hearth.proto.v1.EngineDataMessage;
import dev.hearth.worker.testing.Settings;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DataSenderTest {
    private final DataSender sender = new DataSender(new Settings(Map.of(
                    "hearth.worker.data.partial-every", "1h",
                    "hearth.worker.data.log-delay", "1h"))
            .of(DataConfig.class));
    private final Recorder stream = new Recorder();
    private Outlet outlet;

    @BeforeEach
    void open() {
        sender.attach(stream);
        outlet = sender.open(new TaskId("task"), 1);
    }

    @AfterEach
    void stop() {
        sender.stop();
    }

    @Test
    void sendsNothingWithoutCredit() {
        outlet.partial(1, ByteString.copyFromUtf8("1"));

        assertThat(stream.messages).isEmpty();

        sender.grant(stream, 1000);
        assertThat(stream.outputs()).containsExactly("1");
    }

    @Test
    void neverSendsMoreBytesThanItWasGranted() {
        sender.grant(stream, 100);

        for (int i = 0; i < 20; i++) {
            Outlet each = sender.open(new TaskId("task" + i), 1);
            each.partial(1, ByteString.copyFromUtf8("0123456789"));
        }

        assertThat(stream.bytes()).isBetween(1, 100);
    }

    @Test
    void sendsTheFirstPartialAtOnceAndTheLastBeforeTheEnd() {
        sender.grant(stream, 1000);

        for (int i = 1; i <= 5; i++) {
            outlet.partial(i, ByteString.copyFromUtf8("" + i));
        }
        assertThat(stream.outputs()).containsExactly("1");

        outlet.close();
        assertThat(stream.outputs()).containsExactly("1", "5");
    }

    @Test
    void leavesOutAPartialThatNoGrantWouldEverCover() {
        sender.grant(stream, 1_000_000);

        outlet.partial(1, ByteString.copyFrom(new byte[524_289]));

        assertThat(stream.messages).isEmpty();
        assertThat(sender.waitingTasks()).isEmpty();
    }

    @Test
    void letsLogsPassAPartialThatDoesNotFit() {
        sender.grant(stream, 200);
        outlet.partial(1, ByteString.copyFromUtf8("x".repeat(500)));

        outlet.log(LogStage.RUN, "a line\n");
        outlet.close();

        assertThat(stream.outputs()).isEmpty();
        assertThat(stream.logs()).containsExactly("a line\n");
    }

    @Test
    void saysTheSequenceOfTheLastChunkEvenWhenItIsStillToBeSent() {
        outlet.log(LogStage.SETUP, "one\n");
        outlet.log(LogStage.RUN, "two\n");

        long last = outlet.close();

        sender.grant(stream, 1000);
        assertThat(last).isEqualTo(2);
        assertThat(stream.messages.getLast().getLog().getSequence()).isEqualTo(2);
        assertThat(sender.waitingTasks()).isEmpty();
    }

    @Test
    void startsANewStreamWithoutTheOldOnesCredit() {
        sender.grant(stream, 1000);
        Recorder next = new Recorder();
        sender.attach(next);

        sender.grant(stream, 1000);
        outlet.partial(1, ByteString.copyFromUtf8("1"));

        assertThat(stream.messages).isEmpty();
        assertThat(next.messages).isEmpty();
    }

    private static final class Recorder implements StreamObserver<EngineDataMessage> {
        private final List<EngineDataMessage> messages = new CopyOnWriteArrayList<>();

        @Override
        public void onNext(EngineDataMessage message) {
            messages.add(message);
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}

        List<String> outputs() {
            return messages.stream()
                    .filter(EngineDataMessage::hasOutput)
                    .map(message -> message.getOutput().getOutput().toStringUtf8())
                    .toList();
        }

        List<String> logs() {
            return messages.stream()
                    .filter(EngineDataMessage::hasLog)
                    .map(message -> message.getLog().getContent())
                    .toList();
        }

        int bytes() {
            return messages.stream()
                    .mapToInt(EngineDataMessage::getSerializedSize)
                    .sum();
        }
    }
}
