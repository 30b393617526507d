package dev.hearth.gateway.secret;

import dev.hearth.ids.TeamId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Closes and opens values with AES-256-GCM. A sealed value is {@code version (1) | key id (8) | nonce (12) | ciphertext and
 * tag}, bound to its team and name: moved to another row, it does not open. Safe for any thread.
 */
final class Seal {
    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int HEADER_BYTES = 1 + SealingKey.ID_BYTES + NONCE_BYTES;

    private final SecureRandom random = new SecureRandom();
    private final List<SealingKey> keys;

    /**
     * @param keys the first one seals; all of them open
     */
    Seal(List<SealingKey> keys) {
        this.keys = List.copyOf(keys);
    }

    byte[] close(TeamId team, SecretName name, SecretValue value) {
        SealingKey key = keys.getFirst();
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, team, name);
            byte[] closed = cipher.doFinal(value.clear().getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.allocate(HEADER_BYTES + closed.length)
                    .put(VERSION)
                    .put(key.id())
                    .put(nonce)
                    .put(closed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM does not seal", e);
        }
    }

    /** The value; {@code conflict} if no key opens it. */
    SecretValue open(TeamId team, SecretName name, byte[] sealed) {
        return keyOf(sealed)
                .flatMap(key -> opened(team, name, sealed, key))
                .orElseThrow(() -> SecretErrors.cannotBeOpened(name));
    }

    String fingerprint(TeamId team, SecretName name, SecretValue value) {
        return keys.getFirst().fingerprint(placeOf(team, name), value);
    }

    /** Whether there are keys that no longer seal. */
    boolean hasOldKeys() {
        return keys.size() > 1;
    }

    /** Tells what the first key has sealed from the rest: bytes 1 to 8 of a sealed value. */
    byte[] currentKeyId() {
        return keys.getFirst().id();
    }

    private Optional<SealingKey> keyOf(byte[] sealed) {
        if (sealed.length < HEADER_BYTES || sealed[0] != VERSION) {
            return Optional.empty();
        }
        byte[] id = Arrays.copyOfRange(sealed, 1, 1 + SealingKey.ID_BYTES);
        return keys.stream().filter(key -> Arrays.equals(key.id(), id)).findFirst();
    }

    private static Optional<SecretValue> opened(TeamId team, SecretName name, byte[] sealed, SealingKey key) {
        byte[] nonce = Arrays.copyOfRange(sealed, 1 + SealingKey.ID_BYTES, HEADER_BYTES);
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, team, name);
            byte[] clear = cipher.doFinal(sealed, HEADER_BYTES, sealed.length - HEADER_BYTES);
            return Optional.of(new SecretValue(new String(clear, StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            return Optional.empty(); // changed in the table, or moved to another row
        }
    }

    private static Cipher cipher(int mode, SealingKey key, byte[] nonce, TeamId team, SecretName name)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key.cipherKey(), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(placeOf(team, name).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static String placeOf(TeamId team, SecretName name) {
        return team.value() + "/" + name.value();
    }
}
