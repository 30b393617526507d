package dev.hearth.credentials;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key all services of one installation share ({@code HEARTH_INTERNAL_KEY}). A credential is {@code kind/name.mac},
 * the MAC being HMAC-SHA256 of {@code kind/name} under this key; an engine is given only its own credential, never the
 * key, so that it can speak for nobody else.
 */
public final class InternalKey {
    private static final int MIN_LENGTH = 32;

    private final SecretKeySpec key;

    public InternalKey(String secret) {
        if (secret.length() < MIN_LENGTH) {
            throw new IllegalArgumentException(
                    "HEARTH_INTERNAL_KEY must have at least " + MIN_LENGTH + " characters, has " + secret.length());
        }
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    }

    /** The credential that proves to be this principal. */
    public String credentialOf(Principal principal) {
        String subject = principal.kind().name().toLowerCase(Locale.ROOT) + "/" + principal.name();
        return subject + "." + macOf(subject);
    }

    /** The principal a credential proves; empty for anything not made with this key. */
    public Optional<Principal> verify(String credential) {
        int dot = credential.lastIndexOf('.');
        int slash = credential.indexOf('/');
        if (dot < 0 || slash < 0 || slash > dot) {
            return Optional.empty();
        }
        String subject = credential.substring(0, dot);
        byte[] expected = macOf(subject).getBytes(StandardCharsets.US_ASCII);
        byte[] given = credential.substring(dot + 1).getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(expected, given)) {
            return Optional.empty();
        }
        String name = subject.substring(slash + 1);
        return switch (subject.substring(0, slash)) {
            case "service" -> Optional.of(Principal.service(name));
            case "engine" -> Optional.of(Principal.engine(name));
            default -> Optional.empty();
        };
    }

    private String macOf(String subject) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(subject.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
