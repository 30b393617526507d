package dev.hearth.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class StatusTest {
    private static final Path PICTURE = Path.of("..", "docs", "task-status.mmd");
    private static final Pattern ARROW = Pattern.compile("(?m)^\\s*([A-Z_]+)\\s*-->\\s*([A-Z_]+)\\s*(?::.*)?$");

    @Test
    void agreesWithThePicture() throws IOException {
        Assumptions.assumeTrue(Files.exists(PICTURE), "the picture is not there");
        Set<String> drawn = new TreeSet<>();
        Matcher arrow = ARROW.matcher(Files.readString(PICTURE));
        while (arrow.find()) {
            drawn.add(arrow.group(1) + " -> " + arrow.group(2));
        }

        assertThat(table()).isEqualTo(drawn);
    }

    @Test
    void endsInThreeWays() {
        assertThat(Status.values())
                .filteredOn(Status::isFinal)
                .containsExactly(Status.COMPLETED, Status.FAILED, Status.CANCELLED);
    }

    @Test
    void readsNumbersAndNames() {
        assertThat(Status.of(IntNode.valueOf(9))).isEqualTo(Status.UPLOADING);
        assertThat(Status.of(TextNode.valueOf("setting_up"))).isEqualTo(Status.SETTING_UP);
        assertThatThrownBy(() -> Status.of(IntNode.valueOf(13))).isInstanceOf(IllegalArgumentException.class);
    }

    private static Set<String> table() {
        Set<String> arrows = new TreeSet<>();
        for (Status from : Status.values()) {
            from.successors().forEach(to -> arrows.add(from + " -> " + to));
        }
        return arrows;
    }
}
