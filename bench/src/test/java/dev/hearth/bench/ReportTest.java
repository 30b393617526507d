package dev.hearth.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private final Report report = new Report();

    @Test
    void putsGoalsBesideNumbers() {
        report.add(Measure.of("warm call: p50", 2.345, "ms").atMost(2.5));
        report.add(Measure.of("finished", 900, "/s").atLeast(1000));
        report.fail("streams", "no app");

        assertThat(report.table().lines())
                .anySatisfy(line -> assertThat(line).matches("warm call: p50 +2.35 ms +<= 2.50 +ok"))
                .anySatisfy(line -> assertThat(line).matches("finished +900 /s +>= 1000 +MISSED"))
                .anySatisfy(line -> assertThat(line).matches("streams +- +no app"));
    }

    @Test
    void writesTheSameAsJson() throws IOException {
        report.add(Measure.of("p99", 7, "ms").atMost(6).noting("busy machine"));

        JsonNode json = new ObjectMapper().readTree(report.json(Instant.EPOCH));

        JsonNode measure = json.path("measures").get(0);
        assertThat(measure.path("name").asText()).isEqualTo("p99");
        assertThat(measure.path("value").asDouble()).isEqualTo(7);
        assertThat(measure.path("goal").asDouble()).isEqualTo(6);
        assertThat(measure.path("reached").asBoolean(true)).isFalse();
        assertThat(measure.path("note").asText()).isEqualTo("busy machine");
    }

    @Test
    void measuresNothingWithoutEnd() {
        assertThatThrownBy(() -> new Plan(Duration.ofDays(1), Duration.ZERO, Duration.ZERO, 1, 1, 1, 1, 1, 1, 1))
                .hasMessageContaining("warmup");
        assertThatThrownBy(() -> new Plan(Duration.ZERO, Duration.ZERO, Duration.ZERO, 1, 5000, 1, 1, 1, 1, 1))
                .hasMessageContaining("clients");
    }

    @Test
    void readsTheNewestStart(@TempDir Path folder) throws IOException {
        Path log = folder.resolve("files.log");
        Files.writeString(log, "files started in 3.100s. Listening\nx\nfiles started in 2.250s. Listening\n");

        assertThat(StartUps.secondsOf(log)).isEqualTo(2.25);
        assertThat(StartUps.secondsOf(folder.resolve("none.log"))).isNull();
    }

    @Test
    void saysWhatIsMissing() {
        assertThat(Bench.run(Map.of())).isEqualTo(1);
        assertThat(Bench.run(Map.of(), "--nonsense")).isEqualTo(2);
    }
}
