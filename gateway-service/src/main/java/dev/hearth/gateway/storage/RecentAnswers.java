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
    private final AsyncLoadingCache<K, V> answers;

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
                .buildAsync((K key, Executor _) -> loaded(context, load, key));
    }

    /** The answer for this key. */
    public Uni<V> about(K key) {
        return Uni.createFrom().deferred(() -> {
            CompletableFuture<V> answer = answers.get(key);
            if (answer.isDone() && !answer.isCompletedExceptionally()) {
                return Uni.createFrom().item(answer.resultNow());
            }
            return onOwnContext(Uni.createFrom().completionStage(answer));
        });
    }

    /** Forgets everything, also what is being asked for just now. */
    public void forgetAll() {
        answers.synchronous().invalidateAll();
    }

    private static <K, V> CompletableFuture<V> loaded(FreshContext context, Function<K, Uni<V>> load, K key) {
        return context.run(() -> load.apply(key)).subscribeAsCompletionStage();
    }

    private static <V> Uni<V> onOwnContext(Uni<V> answer) {
        Context asking = Vertx.currentContext();
        return asking == null ? answer : answer.emitOn(task -> asking.runOnContext(_ -> task.run()));
    }
}
