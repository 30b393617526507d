package dev.hearth.gateway.route;

import dev.hearth.gateway.http.HttpErrors;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Reads the header {@code Idempotency-Key}. */
public final class IdempotencyHeader {
    private static final String NAME = "Idempotency-Key";
    private static final int LONGEST = 255;

    private IdempotencyHeader() {}

    /** The key; null without the header, {@code invalid_request} for one that is empty, too long or unprintable. */
    public static @Nullable String of(HttpServerRequest request) {
        String header = request.getHeader(NAME);
        if (header == null) {
            return null;
        }
        String key = header.strip();
        if (key.isEmpty() || key.length() > LONGEST || key.chars().anyMatch(c -> c < ' ')) {
            throw HttpErrors.invalid("%s must have 1 to %d characters".formatted(NAME, LONGEST));
        }
        return key;
    }
}
