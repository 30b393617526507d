package dev.hearth.gateway.http;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a client wants its answers. The clients in circulation disagree about the body of a success and can be told apart
 * by request headers only (wire protocol 0.2, 1.6, 1.11 and the last paragraph of 2.7).
 *
 * @param bare the resource itself instead of the envelope
 * @param problemType errors are {@code application/problem+json}
 * @param spread JSON over several lines, so that a client that reads errors as stream lines finds none that is JSON
 */
public record ReplyForm(boolean bare, boolean problemType, boolean spread) {
    /** What a request that says nothing gets. */
    public static final ReplyForm DEFAULT = new ReplyForm(false, false, false);

    private static final String VERSION = "X-API-Version";

    /** The form that a request's headers ask for. */
    public static ReplyForm of(Function<String, @Nullable String> header) {
        String version = header.apply(VERSION);
        boolean second = version != null && version.strip().equals("2");
        boolean behindOldProxy =
                version == null && header.apply("x-inf-proxy") != null && header.apply("X-Client-Source") == null;
        return new ReplyForm(second || behindOldProxy, second, wantsLines(header.apply("Accept")));
    }

    /** Whether a stream for this {@code Accept} header is NDJSON; every other one is SSE. */
    public static boolean wantsLines(@Nullable String accept) {
        return accept != null && (accept.contains("application/x-ndjson") || accept.contains("application/jsonl"));
    }
}
