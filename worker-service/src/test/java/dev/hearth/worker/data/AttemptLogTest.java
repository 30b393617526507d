package dev.hearth.worker.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AttemptLogTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void passesOnTheHeadAtOnceAndTheTailAtTheEnd() {
        AttemptLog log = new AttemptLog(100);
        for (int i = 0; i < 50; i++) {
            log.append(LogStage.RUN, NOW, "line %03d\n".formatted(i)); // 9 bytes each, 5 fit in either half
        }
        String head = drain(log);

        log.end(NOW);

        String tail = drain(log);
        assertThat(head).startsWith("line 000\n").endsWith("line 004\n");
        assertThat(tail)
                .startsWith("… 360 bytes of the log are missing here …\n")
                .endsWith("line 049\n");
    }

    @Test
    void saysNothingWhenNothingIsMissing() {
        AttemptLog log = new AttemptLog(100);
        log.append(LogStage.RUN, NOW, "a".repeat(40) + "\n");
        log.append(LogStage.RUN, NOW, "b".repeat(40) + "\n");

        log.end(NOW);

        assertThat(drain(log)).doesNotContain("missing").hasSize(82);
    }

    @Test
    void partsChunksByStageAndSize() {
        AttemptLog log = new AttemptLog(1000);
        log.append(LogStage.SETUP, NOW, "setup\n");
        log.append(LogStage.RUN, NOW, "run 1\n");
        log.append(LogStage.RUN, NOW, "run 2\n");
        log.append(LogStage.RUN, NOW, "run 3\n");

        assertThat(log.chunksLeft(12)).isEqualTo(3);
        assertThat(log.hasFullChunk(100)).isTrue();
        assertThat(next(log, 12)).isEqualTo("setup\n");
        assertThat(next(log, 12)).isEqualTo("run 1\nrun 2\n");
        assertThat(next(log, 12)).isEqualTo("run 3\n");
    }

    private static String next(AttemptLog log, int chunkBytes) {
        AttemptLog.Lines chunk = Objects.requireNonNull(log.next(chunkBytes));
        log.passedOn(chunk);
        return chunk.content();
    }

    private static String drain(AttemptLog log) {
        StringBuilder all = new StringBuilder();
        for (AttemptLog.Lines chunk = log.next(32); chunk != null; chunk = log.next(32)) {
            all.append(chunk.content());
            log.passedOn(chunk);
        }
        return all.toString();
    }
}
