package dev.hearth.files.link;

import dev.hearth.ids.FileId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Makes and reads the URLs of files. Each is a capability: whoever has it may use it, without other credentials.
 *
 * <ul>
 *   <li>{@code /f/<id>/<token>/<filename>} reads; the token depends on the id alone, so that the URL stays valid for as
 *       long as the file and the installation's key do.
 *   <li>{@code /u/<id>/<token>} takes the bytes; the token holds the second at which it ends.
 * </ul>
 */
public final class Links {
    private static final int MAC_BYTES = 20;
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();
    private static final String UNNAMED = "file";

    private final String base;
    private final SecretKey key;

    /** @param internalKey the installation's key; the tokens' key is derived from it and good for nothing else */
    public Links(String publicUrl, String internalKey) {
        this.base = publicUrl.endsWith("/") ? publicUrl.substring(0, publicUrl.length() - 1) : publicUrl;
        this.key = derive(internalKey);
    }

    /** The absolute URL that shows the file. */
    public String downloadUrl(FileId id, String filename) {
        String name = filename.isEmpty() ? UNNAMED : filename;
        return "%s/f/%s/%s/%s".formatted(base, id, downloadToken(id), encoded(name));
    }

    /** The absolute URL that takes the file's bytes until the given time. */
    public String uploadUrl(FileId id, Instant until) {
        return "%s/u/%s/%s".formatted(base, id, uploadToken(id, until.getEpochSecond()));
    }

    /** Whether the token is that of the file's download URL. */
    public boolean opensDownload(FileId id, String token) {
        return isEqual(downloadToken(id), token);
    }

    /** When the upload token ends; empty if it was not made here for this file. */
    public Optional<Instant> uploadValidUntil(FileId id, String token) {
        int dot = token.indexOf('.');
        if (dot < 1) {
            return Optional.empty();
        }
        try {
            long second = Long.parseLong(token.substring(0, dot), Character.MAX_RADIX);
            return isEqual(uploadToken(id, second), token)
                    ? Optional.of(Instant.ofEpochSecond(second))
                    : Optional.empty();
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private String downloadToken(FileId id) {
        return macOf("download/" + id);
    }

    private String uploadToken(FileId id, long second) {
        String until = Long.toString(second, Character.MAX_RADIX);
        return until + "." + macOf("upload/" + id + "/" + until);
    }

    private String macOf(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            byte[] full = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            byte[] shortened = new byte[MAC_BYTES];
            System.arraycopy(full, 0, shortened, 0, MAC_BYTES);
            return TEXT.encodeToString(shortened);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static boolean isEqual(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static SecretKey derive(String internalKey) {
        try {
            HKDFParameterSpec spec = HKDFParameterSpec.ofExtract()
                    .addIKM(internalKey.getBytes(StandardCharsets.UTF_8))
                    .thenExpand("hearth files links v1".getBytes(StandardCharsets.UTF_8), 32);
            return KDF.getInstance("HKDF-SHA256").deriveKey("HmacSHA256", spec);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("JDK 25 has HKDF-SHA256", e);
        }
    }
}
