package dev.hearth.worker.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.worker.output.LineSplitter;
import dev.hearth.worker.secret.Mask;
import dev.hearth.worker.secret.SecretValues;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunnerOutputTest {
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(10);

    private final Pipe pipe = new Pipe();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    /** The reader has taken the bytes and done nothing with them yet: the pipe is empty, and still they are not handed on. */
    @Test
    void waitsForWhatTheReaderHasTakenAndNotHandedOn() {
        RunnerOutput output = output();
        pipe.write("last words\n".getBytes(StandardCharsets.UTF_8));

        output.settle(LIMIT);

        assertThat(lines).containsExactly("last words\n");
    }

    @Test
    void handsOnALineWithoutItsEndAndNoMark() {
        RunnerOutput output = output();
        pipe.write("no end".getBytes(StandardCharsets.UTF_8));

        output.settle(LIMIT);
        output.settle(LIMIT);

        assertThat(String.join("", lines)).isEqualTo("no end\n");
    }

    /** Wherever in the value the cut of a line without end falls. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 14, 15, 16})
    void masksASecretThatTheCutOfALongLineWouldPart(int beforeTheCut) {
        String secret = "s3cret-of-15-ch";
        Mask mask = new SecretValues(Map.of("TOKEN", secret)).mask();
        RunnerOutput output = new RunnerOutput("tested", pipe, pipe::write, mask, lines::add);
        String text = ".".repeat(LineSplitter.LONGEST_LINE - beforeTheCut) + secret + "!".repeat(100);
        for (int start = 0; start < text.length(); start += 8000) {
            pipe.write(
                    text.substring(start, Math.min(text.length(), start + 8000)).getBytes(StandardCharsets.UTF_8));
        }

        output.settle(LIMIT);

        String shown = String.join("", lines).replace("\n", "");
        assertThat(shown).isEqualTo(text.replace(secret, Mask.HIDDEN));
    }

    @Test
    void findsAMarkThatReadsHaveCutAndKeepsWhatOnlyBeginsLikeOne() {
        OutputMark mark = new OutputMark();
        byte[] bytes = mark.bytes();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int[] marks = {0};
        OutputMark.Found found = new OutputMark.Found() {
            @Override
            public void text(byte[] part, int count) {
                text.write(part, 0, count);
            }

            @Override
            public void mark() {
                marks[0]++;
            }
        };

        mark.read(new byte[] {'a', 0, 0}, 3, found);
        for (byte each : bytes) {
            mark.read(new byte[] {each}, 1, found);
        }
        mark.read(new byte[] {'b'}, 1, found);

        assertThat(marks[0]).isEqualTo(1);
        assertThat(text.toByteArray()).containsExactly('a', 0, 0, 'b');
    }

    private RunnerOutput output() {
        return new RunnerOutput("tested", pipe, pipe::write, Mask.NONE, lines::add);
    }

    /** Gives what was written first only when more has come: as late as a reader can be. */
    private static final class Pipe extends FileInputStream {
        private final BlockingQueue<byte[]> written = new LinkedBlockingQueue<>();

        Pipe() {
            super(FileDescriptor.in);
        }

        void write(byte[] bytes) {
            written.add(bytes);
        }

        @Override
        public int read(byte[] buffer) throws IOException {
            try {
                byte[] taken = written.take();
                while (written.isEmpty() && taken[0] != 0) {
                    Thread.onSpinWait();
                }
                System.arraycopy(taken, 0, buffer, 0, taken.length);
                return taken.length;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void close() {
            // The descriptor is the test's own input.
        }
    }
}
