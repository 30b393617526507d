package dev.hearth.worker.jail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.testing.Await;
import java.io.FileInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class OutputPipeTest {
    private final Spawner spawner = new Spawner();

    @TempDir
    private Path folder;

    @Test
    void endsWithTheProcessThatWritesToIt() throws Exception {
        assertThat(outputOf("one", "echo hello")).isEqualTo("hello\n");
    }

    /** A start that was given up while it waited must not be made later: nobody reads its pipe any more. */
    @Test
    void startsGoOnAfterOneThatWasGivenUpWhileItWaited() throws Exception {
        OutputPipe blocking = OutputPipe.create(folder.resolve("blocking"), spawner);
        OutputPipe givenUp = OutputPipe.create(folder.resolve("given-up"), spawner);
        // Waits for a reader of its pipe, and all others wait for it.
        Thread blocks = start(() -> spawner.start(shell("true", blocking)));
        Await.until("it blocks", () -> blocks.getState() == Thread.State.WAITING);
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Thread waits = start(() -> {
            try {
                givenUp.open(() -> spawner.start(shell("true", givenUp)));
            } catch (InterruptedException e) {
                failure.complete(e);
            }
        });
        Await.until("it waits", () -> waits.getState() == Thread.State.WAITING);

        waits.interrupt();
        assertThat(failure.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        new FileInputStream(blocking.path().toFile()).close();

        assertThat(outputOf("next", "echo next")).isEqualTo("next\n");
    }

    private String outputOf(String name, String script) throws Exception {
        OutputPipe pipe = OutputPipe.create(folder.resolve(name), spawner);
        OutputPipe.Opened opened = pipe.open(() -> spawner.start(shell(script, pipe)));
        try (FileInputStream output = opened.output()) {
            return new String(output.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static ProcessBuilder shell(String script, OutputPipe pipe) {
        return new ProcessBuilder("sh", "-c", script).redirectOutput(pipe.path().toFile());
    }

    private interface Work {
        void run() throws Exception;
    }

    private static Thread start(Work work) {
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                work.run();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }
}
