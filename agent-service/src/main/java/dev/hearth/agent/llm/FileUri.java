package dev.hearth.agent.llm;

import dev.hearth.ids.Ids;
import java.util.stream.Stream;

/** The URIs of images and files in messages. */
final class FileUri {
    private static final String DATA = "data:";
    private static final String STORED = "inf://files/";

    private FileUri() {}

    /** Whether an app can be given it; a call with anything else in its place is refused. */
    static boolean leadsToAFile(String uri) {
        return startsWith(uri, STORED)
                ? Ids.isWellFormed(uri.substring(STORED.length()))
                : Stream.of("http://", "https://", DATA).anyMatch(scheme -> startsWith(uri, scheme));
    }

    /** In a text: of a file that is written out in its URI, the type only. */
    static String nameOf(String uri) {
        return startsWith(uri, DATA) ? uri.split("[;,]", 2)[0] : uri;
    }

    private static boolean startsWith(String uri, String scheme) {
        return uri.regionMatches(true, 0, scheme, 0, scheme.length());
    }
}
