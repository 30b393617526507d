package dev.hearth.worker.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MaskTest {
    @Test
    void hidesEveryOccurrenceAndTheLongestValueFirst() {
        Mask mask = Mask.of(List.of("token", "token-long"));

        assertThat(mask.hide("a token, a token-long, xtokenx")).isEqualTo("a ****, a ****, x****x");
    }

    @Test
    void hidesTheFormsAValueTakesElsewhere() {
        Mask mask = Mask.of(List.of("p\"w & x"));

        assertThat(mask.hide("{\"p\": \"p\\\"w & x\"}")).isEqualTo("{\"p\": \"****\"}");
        assertThat(mask.hide("https://x/?k=p%22w+%26+x")).isEqualTo("https://x/?k=****");
        assertThat(mask.hide("Basic cCJ3ICYgeA==")).isEqualTo("Basic ****==");
    }

    @Test
    void hidesEachLineOfAKeyFile() {
        Mask mask = Mask.of(List.of("-----BEGIN-----\nabcdefgh\n-----END-----\n"));

        assertThat(mask.hide("line abcdefgh\n")).isEqualTo("line ****\n");
    }

    @Test
    void leavesTextAloneThatOnlyLooksAlike() {
        assertThat(Mask.of(List.of("1", "no", "")).hide("1 no 2")).isEqualTo("1 no 2");
        assertThat(Mask.NONE.hide("anything")).isEqualTo("anything");
    }

    @Test
    void tellsHowMuchOfAnEndMayGoOnInWhatFollows() {
        Mask mask = Mask.of(List.of("abcd", "cdefgh", "token", "token-long"));

        assertThat(mask.begunAtEnd("none of us")).isZero();
        assertThat(mask.begunAtEnd("the tok")).isEqualTo("tok".length());
        assertThat(mask.begunAtEnd("the token")).isEqualTo("token".length());
        assertThat(mask.begunAtEnd("x abcd")).isEqualTo("abcd".length());
        assertThat(mask.begunAtEnd("abcd.")).isZero();
        assertThat(Mask.NONE.begunAtEnd("anything")).isZero();
    }

    @Test
    void printsNoValue() {
        assertThat(new SecretValues(Map.of("TOKEN", "value")).toString()).isEqualTo("secrets [TOKEN]");
    }
}
