package dev.hearth.agent.tool;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text with <code>{{context.NAME}}</code> and <code>${{secrets.NAME}}</code> in it. Values are put in once and not read
 * again: a variable of the chat cannot ask for a secret.
 */
record Template(String text) {
    private static final Pattern SECRET = Pattern.compile("\\$\\{\\{\\s*secrets\\.([A-Za-z0-9_.-]+)\\s*\\}\\}");
    private static final Pattern CONTEXT = Pattern.compile("\\{\\{\\s*context\\.([A-Za-z0-9_.-]+)\\s*\\}\\}");
    private static final Pattern EITHER = Pattern.compile("(?:" + SECRET + ")|(?:" + CONTEXT + ")");

    /** The secrets that it names. */
    Set<String> secrets() {
        Set<String> names = new TreeSet<>();
        SECRET.matcher(text).results().forEach(found -> names.add(found.group(1)));
        return names;
    }

    /**
     * As a URL. None of the values changes where it leads to: they are percent-encoded, and refused where that is not enough
     * ({@link UrlParts}).
     */
    String url(ContextValues context) {
        if (SECRET.matcher(text).find()) {
            throw new ToolFailedException("The tool's URL names a secret; secrets are for its headers.");
        }
        return UrlParts.of(text)
                .filled(part -> CONTEXT.matcher(part)
                        .replaceAll(found -> Matcher.quoteReplacement(encoded(context.require(found.group(1))))));
    }

    String header(ContextValues context, UnaryOperator<String> secret) {
        return EITHER.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(found, context, secret)));
    }

    private static String value(MatchResult found, ContextValues context, UnaryOperator<String> secret) {
        return found.group(1) != null ? secret.apply(found.group(1)) : context.require(found.group(2));
    }

    /** Percent-encoded for any part of a URL. */
    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
