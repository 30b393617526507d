package dev.hearth.gateway.catalog;

import java.util.Set;
import java.util.regex.Pattern;

/** The names that apps, namespaces and tags may have. */
final class Names {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");

    /** Second segments of routes below /apps. */
    private static final Set<String> RESERVED = Set.of("list", "run", "featured");

    private Names() {}

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    static String require(String member, String text) {
        if (!isName(text)) {
            throw CatalogErrors.invalid(
                    member,
                    "must be 1 to 128 letters, digits, '-', '_' or '.', and start with a letter or digit, is \"%s\""
                            .formatted(text.length() <= 128 ? text : text.substring(0, 128) + "…"));
        }
        return text;
    }

    static String requireNamespace(String text) {
        if (RESERVED.contains(text)) {
            throw CatalogErrors.invalid("namespace", "cannot be \"%s\"".formatted(text));
        }
        return require("namespace", text);
    }

    static String requireTag(String text) {
        if (text.equals("latest")) {
            throw CatalogErrors.invalid("tag", "cannot be \"latest\", which means the current version");
        }
        return require("tag", text);
    }
}
