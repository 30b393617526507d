package dev.hearth.worker.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FetchRulesTest {
    @Test
    void readsDataUris() throws FileUnavailableException {
        DataUri base64 = DataUri.parse("data:image/png;base64,aGVsbG8=");
        DataUri percent = DataUri.parse("data:,a%20b%2");

        assertThat(base64.contentType()).isEqualTo("image/png");
        assertThat(base64.content().toStringUtf8()).isEqualTo("hello");
        assertThat(percent.contentType()).isEqualTo("text/plain");
        assertThat(percent.content().toStringUtf8()).isEqualTo("a b%2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"aGVsbG8_", "aGVsbG8/", "aGVs\nbG8/", "aGVsbG8%2F", "aGVsbG8"})
    void readsBase64AsPeopleWriteIt(String text) throws FileUnavailableException {
        assertThat(DataUri.parse("data:;base64," + text).content().toString(StandardCharsets.ISO_8859_1))
                .startsWith("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"!!!", "aGVsbG8=x", "a"})
    void refusesWhatIsNoBase64(String text) {
        assertThatThrownBy(() -> DataUri.parse("data:image/png;base64," + text))
                .isInstanceOf(FileUnavailableException.class)
                .hasMessageContaining("is not valid base 64");
    }

    @Test
    void refusesADataUriWithoutContent() {
        assertThatThrownBy(() -> DataUri.parse("data:image/png"))
                .isInstanceOf(FileUnavailableException.class)
                .hasMessageContaining("data:image/png");
    }

    @Test
    void keepsTheNameOfAUrlButNothingThatLeavesTheFolder() {
        assertThat(InputFiles.baseNameOf("https://x.test/a/b%20c.png?q=1")).isEqualTo("b c.png");
        assertThat(InputFiles.safeName("../../etc/passwd")).isEqualTo(".._.._etc_passwd");
        assertThat(InputFiles.safeName("..")).isEqualTo("file");
        assertThat(InputFiles.safeName("")).isEqualTo("file");
    }
}
