package dev.hearth.gateway.run;

import dev.hearth.ids.AppVersionId;
import dev.hearth.ids.SetupHash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests of what a request asks for. */
final class SetupHashes {
    private SetupHashes() {}

    /**
     * Of a version with this canonical setup and these secrets in its environment: a changed value is another runner.
     *
     * @param secrets the fingerprint of what is injected; empty: nothing
     */
    static SetupHash of(AppVersionId version, byte[] canonicalSetup, String secrets) {
        MessageDigest digest = sha256();
        part(digest, version.value().getBytes(StandardCharsets.UTF_8));
        part(digest, canonicalSetup);
        part(digest, secrets.getBytes(StandardCharsets.UTF_8));
        return new SetupHash(HexFormat.of().formatHex(digest.digest()));
    }

    /** Of a request's body and the app that its path names: what an idempotency key stands for. */
    static byte[] ofRequest(String pathApp, byte[] body) {
        MessageDigest digest = sha256();
        part(digest, pathApp.getBytes(StandardCharsets.UTF_8));
        part(digest, body);
        return digest.digest();
    }

    /** Each part with its length in front, so that no two lists of parts read alike. */
    private static void part(MessageDigest digest, byte[] part) {
        digest.update((part.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(part);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
