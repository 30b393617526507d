package dev.hearth.agent.tool;

import dev.hearth.agent.definition.Tool;
import dev.hearth.agent.definition.Tool.Auth;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The headers of an http tool: what they are made of, and what comes of it. */
final class Credentials {
    private Credentials() {}

    /** Names of all secrets that the tool may need. */
    static Set<String> secretsOf(Tool.Http tool) {
        Set<String> names = new TreeSet<>();
        tool.headers().forEach(header -> names.addAll(new Template(header.value()).secrets()));
        names.addAll(
                switch (tool.auth()) {
                    case Auth.None _ -> Set.of();
                    case Auth.ApiKey(String secret, String _) -> named(secret);
                    case Auth.Bearer(String secret) -> named(secret);
                    case Auth.Integration(String provider) ->
                        Set.of(IntegrationToken.of(provider).secret());
                });
        return names;
    }

    static Map<String, String> headers(Tool.Http tool, ContextValues context, SecretsInUse secrets) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Tool.Header header : tool.headers()) {
            headers.put(
                    header.name(),
                    checked(header.name(), new Template(header.value()).header(context, secrets::require)));
        }
        switch (tool.auth()) {
            case Auth.None _ -> {}
            case Auth.ApiKey(String secret, String header) ->
                headers.put(header, checked(header, value(secret, secrets)));
            case Auth.Bearer(String secret) -> headers.put("Authorization", bearer("Bearer ", value(secret, secrets)));
            case Auth.Integration(String provider) -> {
                IntegrationToken token = IntegrationToken.of(provider);
                headers.put("Authorization", bearer(token.scheme(), secrets.require(token.secret())));
            }
        }
        return headers;
    }

    private static String bearer(String scheme, String value) {
        return checked("Authorization", scheme + value);
    }

    /** An auth secret is the name of a stored one, plainly or written as in headers. */
    private static Set<String> named(String secret) {
        Set<String> names = new Template(secret).secrets();
        return names.isEmpty() ? Set.of(secret) : names;
    }

    private static String value(String secret, SecretsInUse secrets) {
        Template template = new Template(secret);
        return template.secrets().isEmpty()
                ? secrets.require(secret)
                : template.header(new ContextValues(Map.of()), secrets::require);
    }

    /** Says so without the value: it may be a secret. */
    static String checked(String header, String value) {
        String stripped = value.strip();
        if (!stripped.chars().allMatch(c -> c == '\t' || (c >= 0x20 && c < 0x7f) || (c >= 0x80 && c <= 0xff))) {
            throw new ToolFailedException(
                    "The value for the header '%s' holds characters that a header cannot carry.".formatted(header));
        }
        return stripped;
    }
}
