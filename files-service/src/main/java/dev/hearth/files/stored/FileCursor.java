package dev.hearth.files.stored;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/** A place in a list of files, newest first; opaque text to callers. */
record FileCursor(Instant createdAt, String id) {
    static FileCursor of(StoredFile file) {
        return new FileCursor(file.createdAt(), file.id().value());
    }

    static FileCursor parse(String text) {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            int colon = plain.indexOf(':');
            long micros = Long.parseLong(plain, 0, Math.max(colon, 0), 10);
            return new FileCursor(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), plain.substring(colon + 1));
        } catch (IllegalArgumentException _) { // NumberFormatException is one
            throw FileErrors.invalid("cursor", text, "was not made here");
        }
    }

    String text() {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, createdAt);
        String plain = micros + ":" + id;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }
}
