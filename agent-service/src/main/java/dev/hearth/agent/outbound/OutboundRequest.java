package dev.hearth.agent.outbound;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to make.
 *
 * @param headers may hold secrets: they are sent to the origin of {@code url} only, never to where it redirects
 * @param body null: none
 * @param limit for everything, from looking up the name to the last byte
 * @param maxBytes of the answer's body that are kept
 * @param followRedirects otherwise a redirect is the answer
 */
public record OutboundRequest(
        String method,
        String url,
        Map<String, String> headers,
        @Nullable Buffer body,
        Duration limit,
        int maxBytes,
        boolean followRedirects) {
    public OutboundRequest {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** Without what it holds: headers may be secret. */
    @Override
    public String toString() {
        return method + " " + url;
    }
}
