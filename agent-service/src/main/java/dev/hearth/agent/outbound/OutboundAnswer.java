package dev.hearth.agent.outbound;

import io.vertx.core.buffer.Buffer;

/**
 * What a server answered.
 *
 * @param contentType as sent; empty: not given
 * @param body its beginning, all of it if nothing is missing
 * @param missing how many bytes were left out, at least
 */
public record OutboundAnswer(int status, String contentType, Buffer body, long missing) {
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }
}
