package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An app as the user names it.
 *
 * @param version empty: none is named
 */
record AppReference(String namespace, String name, String version) {
    private static final String NAME = "([a-z0-9][a-z0-9._-]*)";
    private static final Pattern FORM = Pattern.compile(NAME + "/" + NAME + "(?:@([A-Za-z0-9][A-Za-z0-9._-]*))?");

    static AppReference of(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new CliException(ExitCode.USAGE, "'%s' is no app: namespace/name[@version] is".formatted(text));
        }
        String version = matcher.group(3);
        return new AppReference(matcher.group(1), matcher.group(2), version == null ? "" : version);
    }

    /** The app, with the named or current version in it. */
    JsonNode find(GatewayClient gateway) {
        JsonNode app = gateway.get("/apps/%s/%s".formatted(namespace, name));
        String id = app.path("id").asText();
        return version.isEmpty() ? app : gateway.get("/apps/%s/versions/%s".formatted(id, version));
    }
}
