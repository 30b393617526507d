package dev.hearth.files.stored;

import io.vertx.core.http.impl.MimeMapping;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Media types: which are well formed, and which one a file has. */
final class MediaTypes {
    private static final int MAX_LENGTH = 255;
    private static final String UNKNOWN = "application/octet-stream";
    /** What curl and others send when nobody said anything; says nothing about a file. */
    private static final String FORM = "application/x-www-form-urlencoded";

    /** type/subtype and parameters, in visible characters only: it is sent back as a header. */
    private static final Pattern WELL_FORMED =
            Pattern.compile("[\\w!#$&^.+*-]+/[\\w!#$&^.+*-]+(?:\\s*;[\\x20-\\x7e]*)?");

    private MediaTypes() {}

    static String require(String type) {
        if (!isWellFormed(type)) {
            throw FileErrors.invalid(
                    "content_type",
                    type.substring(0, Math.min(type.length(), 40)).replaceAll("\\p{Cntrl}", "?"),
                    "must be a media type such as image/png");
        }
        return type;
    }

    /** The type of bytes that arrived: what came with them, else what was declared, else what the name says. */
    static String decide(@Nullable String sent, String declared, String filename) {
        if (sent != null && isWellFormed(sent) && !sent.toLowerCase(Locale.ROOT).startsWith(FORM)) {
            return sent;
        }
        return declared.isEmpty() ? ofName(filename) : declared;
    }

    private static String ofName(String filename) {
        String known = MimeMapping.getMimeTypeForFilename(filename.toLowerCase(Locale.ROOT));
        return known == null ? UNKNOWN : known;
    }

    private static boolean isWellFormed(String type) {
        return type.length() <= MAX_LENGTH && WELL_FORMED.matcher(type).matches();
    }
}
