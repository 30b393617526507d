package dev.hearth.gateway.catalog;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a caller names an app, and perhaps a version and a function of it. */
public sealed interface AppReference {
    /** A tag, an id or the start of an id; null: the current version. */
    @Nullable
    String version();

    /** The function named with it; null: the version's default. */
    @Nullable
    String function();

    /** The same app at another version; null leaves the reference as it is. */
    AppReference atVersion(@Nullable String version);

    /** The same app and version, whichever function. */
    AppReference withoutFunction();

    /** {@code [type/]namespace/name[@version][:function]}; without a namespace it is the calling team's own. */
    record Named(
            @Nullable String namespace,
            String name,
            @Nullable String version,
            @Nullable String function) implements AppReference {
        @Override
        public Named atVersion(@Nullable String other) {
            return other == null ? this : new Named(namespace, name, currentIfLatest(other), function);
        }

        @Override
        public Named withoutFunction() {
            return function == null ? this : new Named(namespace, name, version, null);
        }

        @Override
        public String toString() {
            return (namespace == null ? "" : namespace + "/") + name + (version == null ? "" : "@" + version);
        }
    }

    /** By ids, past the names; the app's id may also be the name of an app in the calling team's namespace. */
    record Identified(
            String appId,
            @Nullable String version,
            @Nullable String function) implements AppReference {
        @Override
        public Identified atVersion(@Nullable String other) {
            return other == null ? this : new Identified(appId, currentIfLatest(other), function);
        }

        @Override
        public Identified withoutFunction() {
            return function == null ? this : new Identified(appId, version, null);
        }

        @Override
        public String toString() {
            return appId + (version == null ? "" : "@" + version);
        }
    }

    /** An app by its id, or by its name in the calling team's namespace, which may carry {@code @version}. */
    static AppReference ofId(String appId) {
        return appId.indexOf('@') < 0 ? new Identified(appId, null, null) : parse(appId);
    }

    /** An app by namespace and name, which may carry {@code @version} and {@code :function}. */
    static AppReference of(String namespace, String name) {
        return parse(namespace + "/" + name);
    }

    /** Reads a reference; {@code invalid_request} if it is none, {@code not_found} if it names something else than an app. */
    static AppReference parse(String text) {
        Matcher matcher = Syntax.REFERENCE.matcher(text);
        if (!matcher.matches()) {
            throw new ServiceException(
                    ErrorCode.INVALID_REQUEST,
                    "\"%s\" is not an app reference: expected namespace/name[@version][:function]".formatted(text));
        }
        String type = matcher.group("type");
        if (type != null && !type.equals("app")) {
            String message = Syntax.OTHER_TYPES.contains(type)
                    ? "\"%s\" names %s, not an app".formatted(text, type)
                    : "\"%s\" is not an app reference: unknown type %s".formatted(text, type);
            throw new ServiceException(ErrorCode.INVALID_REQUEST, message);
        }
        return new Named(
                matcher.group("namespace"),
                matcher.group("name"),
                currentIfLatest(matcher.group("version")),
                matcher.group("function"));
    }

    private static @Nullable String currentIfLatest(@Nullable String version) {
        return "latest".equals(version) ? null : version;
    }

    /** The grammar of references. */
    final class Syntax {
        private static final String WORD = "[A-Za-z0-9_.-]{1,128}";
        private static final Set<String> OTHER_TYPES = Set.of("agent", "skill", "knowledge");
        private static final Pattern REFERENCE = Pattern.compile(
                "(?:(?:(?<type>[a-z]+)/)?(?<namespace>W)/)?(?<name>W)(?:@(?<version>W))?(?::(?<function>W))?"
                        .replace("W", WORD));

        private Syntax() {}
    }
}
