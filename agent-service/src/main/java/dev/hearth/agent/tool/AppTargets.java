package dev.hearth.agent.tool;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hearth.agent.access.Caller;
import dev.hearth.agent.calls.AppCalls;
import dev.hearth.agent.calls.CallTarget;
import dev.hearth.agent.definition.Tool;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** What app tools lead to, remembered for a moment: every round of a turn asks for it. */
@Singleton
class AppTargets {
    private static final long MOST = 1000;

    private final AppCalls calls;
    private final Cache<Key, CallTarget> known;

    AppTargets(AppCalls calls, ToolConfig config) {
        this.calls = calls;
        this.known = Caffeine.newBuilder()
                .expireAfterWrite(config.appMemory())
                .maximumSize(MOST)
                .build();
    }

    private record Key(Caller caller, String ref, @Nullable String function) {}

    Uni<CallTarget> of(Caller caller, Tool.App tool) {
        Key key = new Key(caller, tool.ref(), tool.function());
        CallTarget target = known.getIfPresent(key);
        return target != null
                ? Uni.createFrom().item(target)
                : calls.describe(caller, tool.ref(), tool.function()).invoke(found -> remember(key, found));
    }

    /** What is missing may be set the next moment. */
    private void remember(Key key, CallTarget target) {
        if (target.unmet() == null) {
            known.put(key, target);
        }
    }
}
