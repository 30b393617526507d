package dev.hearth.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PartTest {
    @Test
    void isAnotherOneWhenItIsBuiltAnewOrSetDifferently() {
        String version = part("build-1", "-Xmx1m", Map.of("A", "1"), "cache-1");

        assertThat(part("build-1", "-Xmx1m", Map.of("A", "1"), "cache-1")).isEqualTo(version);
        assertThat(part("build-2", "-Xmx1m", Map.of("A", "1"), "cache-1")).isNotEqualTo(version);
        assertThat(part("build-1", "-Xmx2m", Map.of("A", "1"), "cache-1")).isNotEqualTo(version);
        assertThat(part("build-1", "-Xmx1m", Map.of("A", "2"), "cache-1")).isNotEqualTo(version);
    }

    @Test
    void staysTheSameWithAnotherStartUpCache() {
        assertThat(part("build-1", "-Xmx1m", Map.of(), "cache-2"))
                .isEqualTo(part("build-1", "-Xmx1m", Map.of(), "cache-1"));
    }

    private static String part(String folder, String argument, Map<String, String> environment, String cache) {
        List<String> command = List.of("java", argument, "-XX:AOTCache=" + cache, "-jar", "quarkus-run.jar");
        return new Part("fake", command, environment, Path.of(folder), List.of(), () -> true, "TERM").version();
    }
}
