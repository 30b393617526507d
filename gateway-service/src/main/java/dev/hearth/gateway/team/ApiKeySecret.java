package dev.hearth.gateway.team;

import dev.hearth.ids.Ids;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** An API key in clear: shown once, when it is made, and never stored or logged. */
record ApiKeySecret(String clear) {
    private static final int SHOWN_AT_THE_START = 7;
    private static final int SHOWN_AT_THE_END = 4;

    /** A new key of 260 random bits. */
    static ApiKeySecret random() {
        return new ApiKeySecret("hk_" + Ids.random() + Ids.random());
    }

    KeyHash hash() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(clear.getBytes(StandardCharsets.UTF_8));
            return new KeyHash(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Enough for its owner to recognise it. */
    String masked() {
        if (clear.length() < 3 * (SHOWN_AT_THE_START + SHOWN_AT_THE_END)) {
            return "****";
        }
        return clear.substring(0, SHOWN_AT_THE_START) + "…" + clear.substring(clear.length() - SHOWN_AT_THE_END);
    }

    @Override
    public String toString() {
        return masked();
    }
}
