package dev.hearth.worker.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.worker.output.LineSplitter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class CommandTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void handsOnWholeLinesAndTheRest() throws IOException, InterruptedException {
        List<String> lines = new CopyOnWriteArrayList<>();

        Command.Ended ended = Command.run(shell("printf 'one\\n\\nthree'; exit 3"), LIMIT, lines::add);

        assertThat(lines).containsExactly("one\n", "\n", "three\n");
        assertThat(ended).isEqualTo(new Command.Ended(3, "one\n\nthree"));
    }

    @Test
    void cutsOutputWithoutALineFeedIntoBoundedLines() throws IOException, InterruptedException {
        List<String> lines = new CopyOnWriteArrayList<>();

        Command.Ended ended = Command.run(shell("head -c 8388608 /dev/zero | tr '\\000' x; exit 1"), LIMIT, lines::add);

        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(LineSplitter.LONGEST_LINE + 1));
        assertThat(lines.stream().mapToInt(line -> line.length() - 1).sum()).isEqualTo(8 << 20);
        assertThat(ended.lastLines().length()).isLessThan(64 * 1024);
    }

    private static ProcessBuilder shell(String script) {
        return new ProcessBuilder("sh", "-c", script);
    }
}
