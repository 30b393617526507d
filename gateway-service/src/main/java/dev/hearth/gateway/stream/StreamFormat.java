package dev.hearth.gateway.stream;

import dev.hearth.gateway.http.ReplyForm;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** How lines are framed. A charset on NDJSON makes clients split lines at more than line feeds, so there is none. */
public enum StreamFormat {
    NDJSON("application/x-ndjson", "{\"type\":\"heartbeat\"}\n") {
        @Override
        Buffer frame(byte[] json) {
            return framed("", json, "\n");
        }

        @Override
        Buffer frame(String event, byte[] json) {
            return framed("{\"event\":\"" + event + "\",\"data\":", json, "}\n");
        }
    },
    SSE("text/event-stream", ": hb\n\n") {
        @Override
        Buffer frame(byte[] json) {
            return framed("data: ", json, "\n\n");
        }

        @Override
        Buffer frame(String event, byte[] json) {
            return framed("event: " + event + "\ndata: ", json, "\n\n");
        }
    };

    private final String contentType;
    private final String heartbeat;

    StreamFormat(String contentType, String heartbeat) {
        this.contentType = contentType;
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
    abstract Buffer frame(byte[] json);

    /** A line of an event with a name. */
    abstract Buffer frame(String event, byte[] json);

    private static Buffer framed(String before, byte[] json, String after) {
        return Buffer.buffer(before.length() + json.length + after.length())
                .appendString(before)
                .appendBytes(json)
                .appendString(after);
    }

    Buffer heartbeat() {
        return Buffer.buffer(heartbeat);
    }
}
