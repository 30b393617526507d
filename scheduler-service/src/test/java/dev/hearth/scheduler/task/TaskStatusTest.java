package dev.hearth.scheduler.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TaskStatusTest {
    private static final Pattern MOVE = Pattern.compile("(\\w+) --> (\\w+)");

    @Test
    void everyStatusIsReachable() {
        assertThat(reachableFrom(TaskStatus.RECEIVED)).containsExactlyInAnyOrder(TaskStatus.values());
    }

    @ParameterizedTest
    @EnumSource
    void everyStatusCanEnd(TaskStatus status) {
        assertThat(reachableFrom(status)).anyMatch(TaskStatus::isFinal);
    }

    @ParameterizedTest
    @EnumSource
    void onlyFinalStatusesHaveNoSuccessors(TaskStatus status) {
        assertThat(status.successors().isEmpty()).isEqualTo(status.isFinal());
    }

    @ParameterizedTest
    @EnumSource
    void theNumberNamesTheStatus(TaskStatus status) {
        assertThat(TaskStatus.of(status.number())).isEqualTo(status);
    }

    @Test
    void anUnknownNumberIsRefusedByName() {
        assertThatThrownBy(() -> TaskStatus.of(13)).hasMessageContaining("13");
    }

    @Test
    void nothingButCancelledFollowsCancelling() {
        assertThat(TaskStatus.CANCELLING.successors()).containsExactly(TaskStatus.CANCELLED);
    }

    @Test
    void thePictureShowsTheTable() throws IOException {
        Set<String> drawn = new TreeSet<>();
        Matcher moves = MOVE.matcher(Files.readString(Path.of("../docs/task-status.mmd")));
        while (moves.find()) {
            drawn.add(moves.group(1) + " " + moves.group(2));
        }

        Set<String> allowed = new TreeSet<>();
        for (TaskStatus from : TaskStatus.values()) {
            from.successors().forEach(to -> allowed.add(from + " " + to));
        }
        assertThat(drawn).isEqualTo(allowed);
    }

    private static Set<TaskStatus> reachableFrom(TaskStatus start) {
        Set<TaskStatus> seen = EnumSet.of(start);
        Deque<TaskStatus> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            for (TaskStatus next : open.remove().successors()) {
                if (seen.add(next)) {
                    open.add(next);
                }
            }
        }
        return seen;
    }
}
