package dev.hearth.gateway.run;

import dev.hearth.gateway.catalog.AppReference;
import dev.hearth.gateway.catalog.ResolvedFunction;
import org.jspecify.annotations.Nullable;

/** Which app a request means: the body names it, else the path. */
final class RunTarget {
    private RunTarget() {}

    /** What is called, and in which session. */
    record Resolved(ResolvedFunction function, SessionTerms session) {}

    static AppReference of(RunRequest request, @Nullable AppReference fromPath) {
        AppReference app = named(request, fromPath);
        String version = request.versionId() != null ? request.versionId() : request.version();
        return app.atVersion(version);
    }

    private static AppReference named(RunRequest request, @Nullable AppReference fromPath) {
        if (request.app() != null) {
            return AppReference.parse(request.app());
        }
        if (request.appId() != null) {
            return AppReference.ofId(request.appId());
        }
        if (fromPath == null) {
            throw RunErrors.noApp();
        }
        return fromPath;
    }
}
