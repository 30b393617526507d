package dev.hearth.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ToolTest {
    @Test
    void givesTheFirstLineThatSaysSomethingWithoutItsColours() {
        assertThat(Tool.firstLineOf("printf", "\\n  \\033[1mApache Maven 3.8.7\\033[m\\nmore\\n"))
                .hasValue("Apache Maven 3.8.7");
    }

    @Test
    void findsNothingToSayOfAProgramThatIsNotThere() {
        assertThat(Tool.firstLineOf("no-such-program-anywhere")).isEmpty();
    }
}
