package dev.hearth.agent.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A URL with variables in it, cut where their values must not reach across: at each slash, and before query and fragment.
 *
 * @param segments scheme, nothing, host and port, then those of the path
 * @param rest query and fragment
 */
record UrlParts(List<String> segments, String rest) {
    private static final int AUTHORITY = 2;
    private static final Pattern END_OF_PATH = Pattern.compile("[?#]");
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{[^{}]*\\}\\}");
    private static final Pattern LABELS = Pattern.compile("[A-Za-z0-9.-]+(:[0-9]+)?");
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|0[xX].*");

    UrlParts {
        segments = List.copyOf(segments);
    }

    static UrlParts of(String url) {
        String[] parts = END_OF_PATH.split(url, 2);
        return new UrlParts(List.of(parts[0].split("/", -1)), url.substring(parts[0].length()));
    }

    /** With values for the variables; refused if one would lead elsewhere than the URL without it says. */
    String filled(UnaryOperator<String> values) {
        List<String> filled = new ArrayList<>();
        for (int i = 0; i < segments.size(); i++) {
            String before = segments.get(i);
            String after = values.apply(before);
            if (!after.equals(before) && (i > AUTHORITY ? isStep(after) : !isSameKindOfHost(before, after))) {
                throw new ToolFailedException(
                        "The tool's URL was not asked: context in '%s' would change where it leads.".formatted(before));
            }
            filled.add(after);
        }
        return String.join("/", filled) + values.apply(rest);
    }

    /** A value is part of one name between dots, or a port: never a domain or an address of its own. */
    private static boolean isSameKindOfHost(String before, String after) {
        String host = hostOf(after);
        return LABELS.matcher(after).matches()
                && (host.equals(hostOf(before))
                        || (!ADDRESS.matcher(host).matches()
                                && dots(host)
                                        == dots(VARIABLE.matcher(hostOf(before)).replaceAll(""))));
    }

    private static String hostOf(String authority) {
        return authority.split(":", 2)[0];
    }

    /** What a server, or what lies before it, takes out of a path together with the segment before. */
    private static boolean isStep(String segment) {
        return segment.equals(".") || segment.equals("..");
    }

    private static long dots(String text) {
        return text.chars().filter(c -> c == '.').count();
    }
}
