package dev.hearth.agent.definition;

import java.util.regex.Pattern;

/** References of apps and agents inside a configuration: {@code {ref?, id?, version_id?}} (wire protocol 5.3, 5.4). */
final class AppRef {
    static final int MAX_LENGTH = 512;

    private static final String WORD = "[A-Za-z0-9_.-]{1,128}";
    private static final Pattern APP = Pattern.compile("(?:(?:app/)?W/)?W(?:@W)?(?::W)?".replace("W", WORD));
    private static final Pattern AGENT = Pattern.compile("(?:(?:agent/)?W/)?W(?:@W)?".replace("W", WORD));

    private AppRef() {}

    /** A reference of an app, {@code [namespace/]name[@version][:function]} or an id. */
    static String app(Given given) {
        return require(given, APP, "must be an app reference such as namespace/name@version");
    }

    /** A reference of an agent, {@code [namespace/]name[@version]} or an id. */
    static String agent(Given given) {
        return require(given, AGENT, "must be an agent reference such as namespace/name@version");
    }

    private static String require(Given given, Pattern pattern, String rule) {
        if (given.value().isTextual()) {
            return matching(given, given.requireText(MAX_LENGTH), pattern, rule);
        }
        Given ref = given.member("ref");
        Given id = given.member("id");
        boolean byId = ref.text("", MAX_LENGTH).isBlank() && !id.isAbsent();
        Given named = byId ? id : ref;
        String text = matching(named, named.requireText(MAX_LENGTH), pattern, rule);
        String version = given.member("version_id").text("", MAX_LENGTH);
        return version.isEmpty() || text.indexOf('@') >= 0 || text.indexOf(':') >= 0
                ? text
                : matching(given.member("version_id"), text + "@" + version, pattern, "is no version id");
    }

    private static String matching(Given given, String text, Pattern pattern, String rule) {
        if (!pattern.matcher(text).matches()) {
            throw DefinitionErrors.wrongValue(given.at(), rule, text);
        }
        return text;
    }
}
