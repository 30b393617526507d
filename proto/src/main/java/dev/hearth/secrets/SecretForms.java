package dev.hearth.secrets;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;

/** How the value of a secret may turn up in text: as it is, in JSON, in URLs and in base 64. */
public final class SecretForms {
    private SecretForms() {}

    public static Stream<String> of(String value) {
        String escaped = value.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
        return Stream.of(
                value,
                escaped,
                URLEncoder.encode(value, StandardCharsets.UTF_8),
                Base64.getEncoder().withoutPadding().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
    }
}
