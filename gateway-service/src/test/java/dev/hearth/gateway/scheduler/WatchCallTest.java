package dev.hearth.gateway.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.embedded.FreePorts;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.proto.v1.TaskUpdate;
import dev.hearth.proto.v1.WatchRequest;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatchCallTest {
    /** A call on a channel that has just failed to connect fails while it starts. */
    @Test
    void isUnavailableWhenItFailsWhileItStarts() throws Exception {
        Vertx vertx = Vertx.vertx();
        SchedulerClient client = new SchedulerClient(
                vertx, new Nowhere(List.of(closedAddress())), "test-key-of-thirty-two-characters-or-more");
        Context loop = vertx.getOrCreateContext();

        Throwable first = outcomeOf(client, loop);
        Throwable second = outcomeOf(client, loop);

        assertThat(List.of(first, second))
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(
                                ServiceException.class,
                                error -> assertThat(error.code()).isEqualTo(ErrorCode.UNAVAILABLE)));
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static Throwable outcomeOf(SchedulerClient client, Context loop) throws Exception {
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        loop.runOnContext(ignored -> {
            try {
                client.watch(WatchRequest.getDefaultInstance(), new Watcher(outcome));
            } catch (RuntimeException thrown) {
                outcome.complete(thrown);
            }
        });
        return outcome.get(10, TimeUnit.SECONDS);
    }

    private static String closedAddress() {
        return "127.0.0.1:" + FreePorts.find(1).getFirst();
    }

    private record Watcher(CompletableFuture<Throwable> outcome) implements TaskWatcher {
        @Override
        public void updated(TaskUpdate update) {
            outcome.completeExceptionally(new AssertionError("an update from nowhere: " + update));
        }

        @Override
        public void failed(Throwable failure) {
            outcome.complete(failure);
        }
    }

    private record Nowhere(List<String> addresses) implements SchedulerConfig {
        @Override
        public Duration budget() {
            return Duration.ofMillis(200);
        }

        @Override
        public Duration attempt() {
            return Duration.ofSeconds(1);
        }
    }
}
