package dev.hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.proto.v1.Outcome;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.testing.Await;
import dev.hearth.worker.testing.Samples;
import dev.hearth.worker.testing.TestEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SpareProcessTest {
    private TestEngine engine;
    private String version;

    @BeforeEach
    void start() throws IOException {
        engine = new TestEngine("engine-spare", Map.of("hearth.worker.runner.spares", "1"));
        version = engine.publish(Samples.sample("counter"));
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void theNextColdStartTakesTheProcessThatWaits() {
        run(1);
        Await.until("a process that waits", () -> withoutApp().size() == 1);
        Path waiting = withoutApp().iterator().next();

        run(2);

        assertThat(waiting.resolve("app/src/inference.py")).exists();
    }

    @Test
    void aProcessIsKeptReadyAfterEachColdStart() {
        run(1);
        Await.until("a process that waits", () -> withoutApp().size() == 1);
        Set<Path> before = withoutApp();

        run(2);

        Await.until("another process that waits", () -> {
            Set<Path> now = new HashSet<>(withoutApp());
            return now.size() == 1 && !now.equals(before);
        });
    }

    private void run(int start) {
        TaskSpec task = Samples.call(version, "", "{\"start\":%d}".formatted(start), "{}");
        engine.assign(task, 1);
        assertThat(engine.scheduler.awaitResult(task.getTaskId()).getOutcome()).isEqualTo(Outcome.OUTCOME_COMPLETED);
    }

    /** Folders of processes that no app was given to. */
    private Set<Path> withoutApp() {
        try (Stream<Path> all = Files.list(engine.home.runners())) {
            return all.filter(folder -> Files.isDirectory(folder.resolve("app")))
                    .filter(folder -> !Files.exists(folder.resolve("app/src")))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
