package dev.hearth.gateway.file;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Puts other texts in place of string literals; every other byte stays. */
final class Splice {
    /** Another text for a literal. */
    record Replacement(Literal literal, String text) {}

    private Splice() {}

    /**
     * @param replacements in the order of their literals
     * @return the very same array if there is nothing to replace
     */
    static byte[] apply(byte[] json, List<Replacement> replacements) {
        if (replacements.isEmpty()) {
            return json;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length);
        int from = 0;
        for (Replacement replacement : replacements) {
            out.write(json, from, replacement.literal().start() - from);
            out.write('"');
            out.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(replacement.text()));
            out.write('"');
            from = replacement.literal().end();
        }
        out.write(json, from, json.length - from);
        return out.toByteArray();
    }
}
