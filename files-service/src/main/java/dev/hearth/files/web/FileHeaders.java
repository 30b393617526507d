package dev.hearth.files.web;

import dev.hearth.files.stored.Downloads.Located;
import dev.hearth.files.stored.StoredFile;
import io.vertx.core.MultiMap;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** What is said about a file beside its bytes, and the conditions of a request that depend on it. */
final class FileHeaders {
    /** Types that a browser may run scripts from. They are shown, but as a page of nobody's. */
    private static final Set<String> SCRIPTABLE =
            Set.of("text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/xml");

    private final StoredFile file;
    private final String etag;

    FileHeaders(Located located) {
        this.file = located.file();
        this.etag = "\"" + located.content().sha256() + "\"";
    }

    void writeTo(MultiMap headers) {
        headers.set("Content-Type", file.contentType())
                .set("Content-Disposition", disposition(file.filename()))
                .set("X-Content-Type-Options", "nosniff")
                .set("Accept-Ranges", "bytes")
                .set("ETag", etag)
                .set(
                        "Last-Modified",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                file.updatedAt().atOffset(ZoneOffset.UTC)))
                // The bytes may be replaced while the upload URL lives: a cache has to ask, and the answer is cheap.
                .set("Cache-Control", "private, no-cache");
        if (SCRIPTABLE.contains(bareType())) {
            headers.set("Content-Security-Policy", "sandbox");
        }
    }

    /** Takes back what does not belong on an answer without the file. */
    static void clear(MultiMap headers) {
        headers.remove("Content-Type").remove("Content-Disposition").remove("Last-Modified");
    }

    /** Whether the client holds these bytes already. */
    boolean isKnownTo(MultiMap request) {
        String known = request.get("If-None-Match");
        return known != null
                && Arrays.stream(known.split(","))
                        .map(String::strip)
                        .anyMatch(tag -> tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag));
    }

    /** The range to send; a client that holds a part of other bytes gets everything. */
    ByteRange rangeOf(MultiMap request, long sizeBytes) {
        String condition = request.get("If-Range");
        return condition == null || condition.equals(etag)
                ? ByteRange.of(request.get("Range"), sizeBytes)
                : new ByteRange.Whole();
    }

    private String bareType() {
        int parameters = file.contentType().indexOf(';');
        String bare = parameters < 0 ? file.contentType() : file.contentType().substring(0, parameters);
        return bare.strip().toLowerCase(Locale.ROOT);
    }

    /** Shown, not saved; the name twice, for clients that read RFC 6266 and for those that do not. */
    private static String disposition(String filename) {
        if (filename.isEmpty()) {
            return "inline";
        }
        String plain = filename.replaceAll("[^\\x20-\\x7e]", "_").replaceAll("[\"\\\\]", "_");
        String encoded = URLEncoder.encode(filename, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
        return "inline; filename=\"%s\"; filename*=UTF-8''%s".formatted(plain, encoded);
    }
}
