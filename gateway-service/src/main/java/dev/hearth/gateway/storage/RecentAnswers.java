package dev.hearth.gateway.storage;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Remembers answers for a moment: used ones are asked for again in the background before their time is up, so that a busy
 * key never waits. Failures are not remembered. Safe for any thread; an answer that is there is given at once, one that is
 * not comes back on the Vert.x context that asked.
 */
public final class RecentAnswers<K, V> {
    private final AsyncLoadingCache<K, Outcome<V>> answers;

    /**
     * @param maxAge no answer is older than this
     * @param maxCount bounds the memory
     */
    public RecentAnswers(Duration maxAge, long maxCount, FreshContext context, Function<K, Uni<V>> load) {
        this.answers = Caffeine.newBuilder()
                .maximumSize(maxCount)
                .expireAfterWrite(maxAge)
                .refreshAfterWrite(maxAge.dividedBy(2))
                .executor(Runnable::run)
                .buildAsync((K key, Executor _) -> outcome(context, load, key));
    }

    /** The answer for this key. */
    public Uni<V> about(K key) {
        return Uni.createFrom().deferred(() -> {
            CompletableFuture<Outcome<V>> answer = answers.get(key);
            return answer.isDone()
                    ? told(key, answer, answer.resultNow())
                    : onOwnContext(Uni.createFrom().completionStage(answer))
                            .chain(outcome -> told(key, answer, outcome));
        });
    }

    /** Forgets everything, also what is being asked for just now. */
    public void forgetAll() {
        answers.synchronous().invalidateAll();
    }

    private Uni<V> told(K key, CompletableFuture<Outcome<V>> answer, Outcome<V> outcome) {
        return switch (outcome) {
            case Answered<V>(V value) -> Uni.createFrom().item(value);
            case Failed<V>(Throwable failure) -> {
                answers.asMap().remove(key, answer);
                yield Uni.createFrom().failure(failure);
            }
        };
    }

    private static <K, V> CompletableFuture<Outcome<V>> outcome(FreshContext context, Function<K, Uni<V>> load, K key) {
        return Deadline.of(context.run(() -> load.apply(key)))
                .<Outcome<V>>map(Answered::new)
                .onFailure()
                .recoverWithItem(Failed::new)
                .subscribeAsCompletionStage();
    }

    private static <V> Uni<V> onOwnContext(Uni<V> answer) {
        Context asking = Vertx.currentContext();
        return asking == null ? answer : answer.emitOn(task -> asking.runOnContext(_ -> task.run()));
    }

    /** A failure is an outcome like any other here: the cache would log it as its own. Whoever asked is told. */
    private sealed interface Outcome<V> {}

    private record Answered<V>(V value) implements Outcome<V> {}

    private record Failed<V>(Throwable failure) implements Outcome<V> {}
}
