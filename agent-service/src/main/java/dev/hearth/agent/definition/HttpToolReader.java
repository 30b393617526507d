package dev.hearth.agent.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what an http tool asks, and how it proves who asks. */
final class HttpToolReader {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

    /** What the HTTP client decides by itself. */
    private static final Set<String> RESERVED =
            Set.of("connection", "content-length", "expect", "host", "te", "trailer", "transfer-encoding", "upgrade");

    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*");
    private static final int MAX_HEADERS = 64;
    private static final int MAX_VALUE = 8192;
    private static final int MAX_NAME = 256;

    private HttpToolReader() {}

    /** The object under either name, whichever of the two types the tool has. */
    static Given described(String type, Given tool) {
        Given http = tool.member(type);
        return http.isAbsent() ? tool.member(type.equals("http") ? "call" : "http") : http;
    }

    static Tool read(Tool.Common common, String type, Given tool) {
        Given given = described(type, tool);
        return new Tool.Http(
                common,
                type,
                ToolUrl.require((given.isAbsent() ? tool.member(type) : given).member("url")),
                method(given.member("method")),
                auth(given.member("auth")),
                headers(given.member("headers")),
                Schemas.parametersOrNull(given.member("input_schema")),
                Schemas.orNull(given.member("output_schema")));
    }

    private static String method(Given given) {
        String method = given.text("", MAX_NAME).toUpperCase(Locale.ROOT);
        if (method.isEmpty()) {
            return "POST";
        }
        if (!METHODS.contains(method)) {
            throw DefinitionErrors.unknown(
                    given.at(), method, METHODS.stream().sorted().toList());
        }
        return method;
    }

    private static Tool.Auth auth(Given given) {
        Given type = given.member("type");
        return switch (type.text("none", MAX_NAME)) {
            case "none", "" -> new Tool.Auth.None();
            case "api_key" ->
                new Tool.Auth.ApiKey(
                        given.member("secret").requireText(MAX_NAME), headerName(given.member("header"), "X-API-Key"));
            case "bearer" -> new Tool.Auth.Bearer(given.member("secret").requireText(MAX_NAME));
            case "integration" ->
                new Tool.Auth.Integration(given.member("provider").requireText(MAX_NAME));
            case String other ->
                throw DefinitionErrors.unknown(type.at(), other, List.of("none", "api_key", "bearer", "integration"));
        };
    }

    private static List<Tool.Header> headers(Given given) {
        List<Tool.Header> headers = new ArrayList<>();
        given.members(MAX_HEADERS).forEach((name, value) -> {
            requireHeader(given.at(), name);
            String text = value.text("", MAX_VALUE);
            if (!HEADER_VALUE.matcher(text).matches()) {
                throw DefinitionErrors.wrongValue(value.at(), "must fit into one line of a header", text);
            }
            headers.add(new Tool.Header(name, text));
        });
        return headers;
    }

    private static String headerName(Given given, String fallback) {
        String name = given.text("", MAX_NAME);
        return name.isBlank() ? fallback : requireHeader(given.at(), name);
    }

    private static String requireHeader(String at, String name) {
        if (!HEADER_NAME.matcher(name).matches()) {
            throw DefinitionErrors.wrongValue(at, "must hold names of headers", name);
        }
        if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
            throw DefinitionErrors.wrongValue(at, "must not hold a header that the client sets itself", name);
        }
        return name;
    }
}
