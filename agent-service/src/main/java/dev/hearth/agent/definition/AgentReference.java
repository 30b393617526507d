package dev.hearth.agent.definition;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a caller names an agent and perhaps a version of it.
 *
 * @param namespace null: {@code name} is an id, a short id, or the name of an agent of the caller's own
 * @param version tag, id or start of an id; null: the current one
 */
record AgentReference(
        @Nullable String namespace, String name, @Nullable String version) {
    private static final String WORD = "[A-Za-z0-9_.-]{1,128}";
    private static final Pattern FORM =
            Pattern.compile("(?:(?:agent/)?(?<namespace>W)/)?(?<name>W)(?:@(?<version>W))?".replace("W", WORD));

    /** Reads {@code [agent/][namespace/]name[@version]}. */
    static AgentReference parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw DefinitionErrors.wrongValue(
                    "agent", "must be an agent reference such as namespace/name@version", text);
        }
        return new AgentReference(matcher.group("namespace"), matcher.group("name"), null).at(matcher.group("version"));
    }

    /** The same agent at this version; null or empty: as it is. */
    AgentReference at(@Nullable String other) {
        if (other == null || other.isEmpty()) {
            return this;
        }
        return new AgentReference(namespace, name, other.equals("latest") ? null : other);
    }

    @Override
    public String toString() {
        return (namespace == null ? "" : namespace + "/") + name + (version == null ? "" : "@" + version);
    }
}
