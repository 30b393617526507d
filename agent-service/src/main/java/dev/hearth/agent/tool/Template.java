package dev.hearth.agent.tool;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
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

    /** As a URL: values are percent-encoded, so that none of them changes where the URL leads to. */
    String url(ContextValues context) {
        if (SECRET.matcher(text).find()) {
            throw new ToolFailedException("The tool's URL names a secret; secrets are for its headers.");
        }
        return CONTEXT.matcher(text)
                .replaceAll(
                        found -> java.util.regex.Matcher.quoteReplacement(encoded(context.require(found.group(1)))));
    }

    String header(ContextValues context, UnaryOperator<String> secret) {
        return EITHER.matcher(text)
                .replaceAll(found -> java.util.regex.Matcher.quoteReplacement(value(found, context, secret)));
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
