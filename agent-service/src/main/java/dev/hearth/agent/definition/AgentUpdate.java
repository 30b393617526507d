package dev.hearth.agent.definition;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An agent as a client wants it to be ({@code {id?, name, images?, description?, visibility?, tag?, version?}}); what is
 * null stays as it is.
 *
 * @param config null: no version is added
 * @param tag of the version that is added
 */
record AgentUpdate(
        @Nullable String id,
        @Nullable String name,
        @Nullable String description,
        @Nullable ObjectNode images,
        @Nullable String visibility,
        @Nullable String tag,
        @Nullable AgentConfig config) {
    private static final int MAX_NAME = 128;
    private static final int MAX_DESCRIPTION = 16_384;
    private static final int MAX_URL = 4096;
    private static final List<String> VISIBILITIES = List.of("private", "public", "unlisted");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");

    /** Second segments of routes below /agents. */
    private static final List<String> RESERVED = List.of("list", "run", "internal-tools");

    static AgentUpdate read(ObjectNode body, AgentConfigReader reader) {
        Given given = new Given("", body);
        AgentConfig config = config(given, reader);
        String tag = tag(given.member("tag"));
        if (tag != null && config == null) {
            throw DefinitionErrors.invalid("tag", "needs the version that is to have it");
        }
        return new AgentUpdate(
                blankToNull(given.member("id").textOrNull(MAX_NAME)),
                blankToNull(given.member("name").textOrNull(MAX_NAME)),
                given.member("description").textOrNull(MAX_DESCRIPTION),
                images(given.member("images")),
                visibility(given.member("visibility")),
                tag,
                config);
    }

    /** The name that a new agent has to have. */
    String requireName() {
        if (name == null) {
            throw DefinitionErrors.missing("name");
        }
        if (!NAME.matcher(name).matches() || RESERVED.contains(name)) {
            throw DefinitionErrors.wrongValue(
                    "name",
                    "must be 1 to 128 letters, digits, '-', '_' or '.', start with a letter or digit, and be none of "
                            + String.join(", ", RESERVED),
                    name);
        }
        return name;
    }

    /** The configuration under {@code version}, or else beside the agent's own members. */
    private static @Nullable AgentConfig config(Given given, AgentConfigReader reader) {
        Given version = given.member("version");
        if (!version.isAbsent()) {
            return reader.read(version.at(), version.value());
        }
        boolean beside = !given.member("core_app").isAbsent()
                || !given.member("core_app_ref").isAbsent();
        return beside ? reader.read("", given.value()) : null;
    }

    private static @Nullable ObjectNode images(Given given) {
        ObjectNode images = given.objectOrNull();
        if (images == null) {
            return null;
        }
        ObjectNode known = images.objectNode();
        for (String name : List.of("card", "thumbnail", "banner")) {
            known.put(name, given.member(name).text("", MAX_URL));
        }
        return known;
    }

    private static @Nullable String visibility(Given given) {
        String visibility = given.textOrNull(MAX_NAME);
        if (visibility != null && !VISIBILITIES.contains(visibility)) {
            throw DefinitionErrors.unknown(given.at(), visibility, VISIBILITIES);
        }
        return visibility;
    }

    private static @Nullable String tag(Given given) {
        String tag = blankToNull(given.textOrNull(MAX_NAME));
        if (tag != null && (tag.equals("latest") || !NAME.matcher(tag).matches())) {
            throw DefinitionErrors.wrongValue(
                    given.at(), "must be 1 to 128 letters, digits, '-', '_' or '.', and not \"latest\"", tag);
        }
        return tag;
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
