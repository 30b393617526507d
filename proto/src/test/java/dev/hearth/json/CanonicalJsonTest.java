package dev.hearth.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"b\":1,\"a\":2} | {\"a\":2,\"b\":1}",
                "{ \"a\" : [1.0, 1e0, 1] } | {\"a\":[1,1,1]}",
                "{\"a\":{\"d\":null,\"c\":true}} | {\"a\":{\"c\":true,\"d\":null}}",
                "0.10 | 0.1",
                "-0.0 | 0",
                "12345678901234567890.5 | 12345678901234567890.5",
                "\"\\u00e9\" | \"é\"",
            })
    void equalValuesHaveEqualBytes(String json, String canonical) throws IOException {
        byte[] bytes = CanonicalJson.bytesOf(json.getBytes(StandardCharsets.UTF_8));

        assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(canonical);
    }
}
