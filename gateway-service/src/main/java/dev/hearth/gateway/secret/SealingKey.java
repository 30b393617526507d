package dev.hearth.gateway.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** One key of the installation, and what is derived from it by HKDF: a cipher key, a fingerprint key, and its own number. */
final class SealingKey {
    static final int ID_BYTES = 8;

    private static final int MIN_LENGTH = 32;
    private static final int KEY_BYTES = 32;

    private final byte[] id;
    private final SecretKey cipherKey;
    private final SecretKey fingerprintKey;

    private SealingKey(byte[] id, SecretKey cipherKey, SecretKey fingerprintKey) {
        this.id = id;
        this.cipherKey = cipherKey;
        this.fingerprintKey = fingerprintKey;
    }

    /**
     * @param source which setting it is from, for the error
     */
    static SealingKey of(String source, String text) {
        if (text.length() < MIN_LENGTH) {
            throw new IllegalArgumentException(
                    "%s must have at least %d characters, has %d".formatted(source, MIN_LENGTH, text.length()));
        }
        byte[] master = text.getBytes(StandardCharsets.UTF_8);
        return new SealingKey(
                derived(master, "hearth secrets id", ID_BYTES),
                new SecretKeySpec(derived(master, "hearth secrets seal", KEY_BYTES), "AES"),
                new SecretKeySpec(derived(master, "hearth secrets fingerprint", KEY_BYTES), "HmacSHA256"));
    }

    /** Tells keys apart and gives nothing away. */
    byte[] id() {
        return id.clone();
    }

    SecretKey cipherKey() {
        return cipherKey;
    }

    /** Equal for equal values under the same name of the same team; without the key, nothing can be guessed from it. */
    String fingerprint(String place, SecretValue value) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(fingerprintKey);
            mac.update((place.length() + ":" + place).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(value.clear().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static byte[] derived(byte[] master, String purpose, int bytes) {
        try {
            HKDFParameterSpec spec = HKDFParameterSpec.ofExtract()
                    .addIKM(master)
                    .thenExpand(purpose.getBytes(StandardCharsets.US_ASCII), bytes);
            return KDF.getInstance("HKDF-SHA256").deriveData(spec);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the Java platform has HKDF-SHA256", e);
        }
    }
}
