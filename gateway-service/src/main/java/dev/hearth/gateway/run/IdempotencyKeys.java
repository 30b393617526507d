package dev.hearth.gateway.run;

import com.google.protobuf.UnsafeByteOperations;
import dev.hearth.proto.v1.IdempotencyKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the header {@code Idempotency-Key}. */
final class IdempotencyKeys {
    static final String HEADER = "Idempotency-Key";

    private static final int LONGEST = 255;

    private IdempotencyKeys() {}

    /** The key with the digest of what was asked for; empty without the header. */
    static Optional<IdempotencyKey> of(@Nullable String header, String pathApp, byte[] body) {
        if (header == null) {
            return Optional.empty();
        }
        String key = header.strip();
        if (key.isEmpty() || key.length() > LONGEST || key.chars().anyMatch(c -> c < ' ')) {
            throw RunErrors.badKey(LONGEST);
        }
        return Optional.of(IdempotencyKey.newBuilder()
                .setKey(key)
                .setDigest(UnsafeByteOperations.unsafeWrap(SetupHashes.ofRequest(pathApp, body)))
                .build());
    }
}
