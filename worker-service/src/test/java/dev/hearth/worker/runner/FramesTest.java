package dev.hearth.worker.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.hearth.worker.output.LineSplitter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FramesTest {
    @Test
    void readsWhatWasWritten() throws IOException {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        FrameWriter writer = new FrameWriter(new Gathering(Channels.newChannel(wire)));
        byte[] large = new byte[300_000];
        large[299_999] = 7;

        writer.write(bytes("{\"type\":\"one\"}"), ByteBuffer.wrap(bytes("payload")));
        writer.write(bytes("{\"type\":\"two\"}"), ByteBuffer.wrap(large));
        writer.write(bytes("{}"), ByteBuffer.allocate(0));

        FrameReader reader = readerOf(wire.toByteArray());
        Frame one = Objects.requireNonNull(reader.read());
        Frame two = Objects.requireNonNull(reader.read());
        Frame three = Objects.requireNonNull(reader.read());
        assertThat(one.header()).asString().isEqualTo("{\"type\":\"one\"}");
        assertThat(one.payload().toStringUtf8()).isEqualTo("payload");
        assertThat(two.payload().toByteArray()).isEqualTo(large);
        assertThat(three.payload().isEmpty()).isTrue();
        assertThat(reader.read()).isNull();
    }

    @Test
    void refusesAFrameBeyondTheLimits() {
        byte[] prefix = ByteBuffer.allocate(8).putInt(0x7fffffff).putInt(0).array();

        assertThatThrownBy(() -> readerOf(prefix).read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("beyond the limits");
    }

    @Test
    void takesNoMemoryForWhatAFrameOnlyClaims() {
        byte[] claim = ByteBuffer.allocate(10)
                .putInt(2)
                .putInt(Frame.MAX_PAYLOAD_BYTES)
                .put(bytes("{}"))
                .array();
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        assertThatThrownBy(() -> readerOf(claim).read()).isInstanceOf(EOFException.class);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4 << 20);
    }

    @Test
    void readsALargePayloadWhole() throws IOException {
        byte[] payload = new byte[5_000_001];
        new Random(7).nextBytes(payload);

        FrameReader reader = readerOf(frame("{}", payload, "{\"type\":\"ready\"}"));

        assertThat(Objects.requireNonNull(reader.read()).payload().toByteArray())
                .isEqualTo(payload);
        assertThat(RunnerMessageParser.parse(Objects.requireNonNull(reader.read())))
                .isEqualTo(new RunnerMessage.Ready());
    }

    @Test
    void leavesOutWhatARunnerWithoutACallIsNotToSay() throws IOException {
        FrameReader reader =
                readerOf(frame("{\"type\":\"result\",\"task_id\":\"t\"}", new byte[11], "{\"type\":\"ready\"}"), 10);

        Frame frame = Objects.requireNonNull(reader.read());

        assertThat(frame.isTooLarge()).isTrue();
        assertThat(frame.payload()).isEqualTo(ByteString.EMPTY);
        assertThat(RunnerMessageParser.parse(Objects.requireNonNull(reader.read())))
                .isEqualTo(new RunnerMessage.Ready());
    }

    @Test
    void leavesOutAPayloadThatIsTooLargeAndReadsOn() throws IOException {
        byte[] payload = new byte[Frame.MAX_PAYLOAD_BYTES + 1];

        FrameReader reader =
                readerOf(frame("{\"type\":\"result\",\"task_id\":\"t\"}", payload, "{\"type\":\"ready\"}"));

        assertThat(RunnerMessageParser.parse(Objects.requireNonNull(reader.read())))
                .isInstanceOfSatisfying(RunnerMessage.Failed.class, failed -> {
                    assertThat(failed.taskId()).isEqualTo("t");
                    assertThat(failed.code()).isEqualTo("INVALID_OUTPUT");
                    assertThat(failed.message()).contains("33554433 bytes", "33554432");
                });
        assertThat(RunnerMessageParser.parse(Objects.requireNonNull(reader.read())))
                .isEqualTo(new RunnerMessage.Ready());
    }

    @Test
    void tellsAnEndInsideAFrame() {
        byte[] cut = ByteBuffer.allocate(9).putInt(5).putInt(0).put((byte) '{').array();

        assertThatThrownBy(() -> readerOf(cut).read()).isInstanceOf(EOFException.class);
    }

    @Test
    void letsUnknownMembersAndTypesThrough() throws IOException {
        RunnerMessage known =
                parse("{\"type\":\"result\",\"task_id\":\"t\",\"run_microseconds\":12,\"new\":{}}", "[1]");
        RunnerMessage unknown = parse("{\"type\":\"newer\"}", "");

        assertThat(known).isInstanceOfSatisfying(RunnerMessage.Result.class, result -> {
            assertThat(result.taskId()).isEqualTo("t");
            assertThat(result.runMicroseconds()).isEqualTo(12);
            assertThat(result.output().toStringUtf8()).isEqualTo("[1]");
        });
        assertThat(unknown).isEqualTo(new RunnerMessage.Unknown("newer"));
    }

    @Test
    void keepsOneStateOfAProgressBarAndEveryWholeLine() {
        LineSplitter splitter = new LineSplitter();
        byte[] output = bytes("first\r\n10%\r20%\r30%\rdone\nhal");

        String lines = splitter.split(output, output.length);

        assertThat(lines).isEqualTo("first\n10%\ndone\n");
        assertThat(splitter.rest()).isEqualTo("hal\n");
    }

    @Test
    void cutsALongLineButNoCharacter() {
        LineSplitter splitter = new LineSplitter();
        String text = "a" + "\u20ac".repeat(LineSplitter.LONGEST_LINE);
        byte[] output = bytes(text);

        String lines = splitter.split(output, output.length) + splitter.rest();

        assertThat(lines.replace("\n", "")).isEqualTo(text);
        assertThat(lines.lines()).hasSizeGreaterThan(2);
    }

    @Test
    void cutsALineEvenIfAllOfItIsToStayTogether() {
        LineSplitter splitter = new LineSplitter(String::length);
        byte[] output = bytes("a".repeat(40 * LineSplitter.LONGEST_LINE));

        String lines = splitter.split(output, output.length);

        assertThat(lines.lines().mapToInt(String::length)).containsOnly(16 * LineSplitter.LONGEST_LINE);
    }

    private static RunnerMessage parse(String header, String payload) throws IOException {
        return RunnerMessageParser.parse(new Frame(bytes(header), ByteString.copyFromUtf8(payload)));
    }

    /** A frame, and one without payload behind it. */
    private static byte[] frame(String header, byte[] payload, String next) {
        return ByteBuffer.allocate(16 + header.length() + payload.length + next.length())
                .putInt(header.length())
                .putInt(payload.length)
                .put(bytes(header))
                .put(payload)
                .putInt(next.length())
                .putInt(0)
                .put(bytes(next))
                .array();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static FrameReader readerOf(byte[] bytes) {
        return readerOf(bytes, Frame.MAX_PAYLOAD_BYTES);
    }

    private static FrameReader readerOf(byte[] bytes, int maxPayloadBytes) {
        return new FrameReader(Channels.newChannel(new ByteArrayInputStream(bytes)), () -> maxPayloadBytes);
    }

    /** Writes a little at a time, as a full socket does. */
    private record Gathering(WritableByteChannel channel) implements GatheringByteChannel {
        @Override
        public long write(ByteBuffer[] parts, int offset, int length) throws IOException {
            for (int i = offset; i < offset + length; i++) {
                if (parts[i].hasRemaining()) {
                    return write(parts[i]);
                }
            }
            return 0;
        }

        @Override
        public long write(ByteBuffer[] parts) throws IOException {
            return write(parts, 0, parts.length);
        }

        @Override
        public int write(ByteBuffer part) throws IOException {
            int count = Math.min(part.remaining(), 1000);
            channel.write(part.slice(part.position(), count));
            part.position(part.position() + count);
            return count;
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
