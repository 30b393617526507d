package dev.hearth.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SecretCommandsTest {
    private final FakeGateway gateway = new FakeGateway();
    private final Shell shell = new Shell(gateway.connection());
    private final InputStream terminal = System.in;

    @AfterEach
    void stop() {
        System.setIn(terminal);
        gateway.close();
    }

    @Test
    void setsAValueFromTheStandardInputAndPrintsItMasked() {
        gateway.answers("POST /secrets", "{\"key\":\"HF_TOKEN\",\"masked_value\":\"****6789\"}");
        pipe("hf_0123456789\n");

        assertThat(shell.type("secret", "set", "HF_TOKEN", "--description", "models"))
                .isZero();

        assertThat(shell.printed()).isEqualTo("HF_TOKEN is set: ****6789\n");
        assertThat(gateway.last("POST /secrets").json().toString())
                .isEqualTo("{\"key\":\"HF_TOKEN\",\"value\":\"hf_0123456789\",\"description\":\"models\"}");
    }

    @Test
    void keepsALineFeedInsideOfAValue() {
        gateway.answers("POST /secrets", "{}");
        pipe("line one\nline two\n");

        shell.type("secret", "set", "KEY");

        assertThat(gateway.last("POST /secrets").json().path("value").asText()).isEqualTo("line one\nline two");
    }

    @Test
    void takesNoValueFromTheCommandLine() {
        pipe("");

        assertThat(shell.type("secret", "set", "HF_TOKEN", "hf_0123456789")).isEqualTo(2);
        assertThat(shell.type("secret", "set", "HF_TOKEN", "--value", "hf_0123456789"))
                .isEqualTo(2);
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void changesNothingWithoutAValue() {
        pipe("\n");

        assertThat(shell.type("secret", "set", "HF_TOKEN")).isEqualTo(2);
        assertThat(shell.told()).contains("the value of HF_TOKEN is empty");
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void listsNamesAndMaskedValues() {
        gateway.answers(
                "POST /secrets/list",
                "{\"items\":[{\"key\":\"A\",\"masked_value\":\"****\",\"updated_at\":\"2027-01-01T00:00:00Z\"}],"
                        + "\"has_next\":false}");

        assertThat(shell.type("secret", "list")).isZero();

        assertThat(shell.printed()).containsPattern("A +\\*\\*\\*\\* +2027-01-01");
    }

    @Test
    void removesASecret() {
        gateway.answersRaw("DELETE /secrets/A", 204, "")
                .refuses("DELETE /secrets/B", 404, "not_found", "secret not found: B");

        assertThat(shell.type("secret", "rm", "A")).isZero();
        assertThat(shell.printed()).isEqualTo("A is removed\n");
        assertThat(shell.type("secret", "rm", "B")).isEqualTo(5);
        assertThat(shell.told()).contains("secret not found: B");
    }

    private static void pipe(String text) {
        System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
