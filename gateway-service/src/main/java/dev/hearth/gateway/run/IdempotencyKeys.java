package dev.hearth.gateway.run;

import com.google.protobuf.UnsafeByteOperations;
import dev.hearth.proto.v1.IdempotencyKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Idempotency keys with what they stand for. */
final class IdempotencyKeys {
    private IdempotencyKeys() {}

    /** The key with the digest of what was asked for; empty without a key. */
    static Optional<IdempotencyKey> of(@Nullable String key, String pathApp, byte[] body) {
        if (key == null) {
            return Optional.empty();
        }
        return Optional.of(IdempotencyKey.newBuilder()
                .setKey(key)
                .setDigest(UnsafeByteOperations.unsafeWrap(SetupHashes.ofRequest(pathApp, body)))
                .build());
    }
}
