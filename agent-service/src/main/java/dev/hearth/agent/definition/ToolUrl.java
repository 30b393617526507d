package dev.hearth.agent.definition;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** URLs that this service is told to ask. They may name context: <code>{{context.NAME}}</code>. */
final class ToolUrl {
    private static final int MAX_LENGTH = 4096;
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{[^{}]*\\}\\}");
    private static final String RULE = "must be a URL that begins with http:// or https://";

    private ToolUrl() {}

    static String require(Given given) {
        return checked(given, given.requireText(MAX_LENGTH));
    }

    static @Nullable String orNull(Given given) {
        return given.text("", MAX_LENGTH).isBlank() ? null : require(given);
    }

    private static String checked(Given given, String url) {
        try {
            URI uri = new URI(VARIABLE.matcher(url).replaceAll("0"));
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
                throw DefinitionErrors.wrongValue(given.at(), RULE, url);
            }
            if (uri.getRawUserInfo() != null) {
                throw DefinitionErrors.invalid(given.at(), "must not hold a user and a password: use auth or headers");
            }
        } catch (URISyntaxException _) {
            throw DefinitionErrors.wrongValue(given.at(), RULE, url);
        }
        return url;
    }
}
