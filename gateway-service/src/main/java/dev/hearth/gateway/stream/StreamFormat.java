package dev.hearth.gateway.stream;

import dev.hearth.gateway.http.ReplyForm;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** How lines are framed. A charset on NDJSON makes clients split lines at more than line feeds, so there is none. */
enum StreamFormat {
    NDJSON("application/x-ndjson", "", "\n", "{\"type\":\"heartbeat\"}\n"),
    SSE("text/event-stream", "data: ", "\n\n", ": hb\n\n");

    private final String contentType;
    private final String before;
    private final String after;
    private final String heartbeat;

    StreamFormat(String contentType, String before, String after, String heartbeat) {
        this.contentType = contentType;
        this.before = before;
        this.after = after;
        this.heartbeat = heartbeat;
    }

    /** NDJSON for whoever asks for it, SSE for everybody else. */
    static StreamFormat of(@Nullable String accept) {
        return ReplyForm.wantsLines(accept) ? NDJSON : SSE;
    }

    String contentType() {
        return contentType;
    }

    /** A line with its end, to be written at once. */
    Buffer frame(byte[] json) {
        return Buffer.buffer(before.length() + json.length + after.length())
                .appendString(before)
                .appendBytes(json)
                .appendString(after);
    }

    Buffer heartbeat() {
        return Buffer.buffer(heartbeat);
    }
}
