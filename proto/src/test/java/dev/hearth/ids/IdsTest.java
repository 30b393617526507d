package dev.hearth.ids;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdsTest {
    @Test
    void newIdsAreWellFormedAndDiffer() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            ids.add(Ids.random());
        }

        assertThat(ids).hasSize(1000).allMatch(Ids::isWellFormed);
    }

    @Test
    void shortIdsAreTheFirstEightCharacters() {
        TaskId id = new TaskId("53bk0yzkth5vevthqdvv81zpzy");

        assertThat(id.shortValue()).isEqualTo("53bk0yzk");
    }

    @Test
    void lettersThatLookLikeDigitsAreNotWellFormed() {
        assertThat(Ids.isWellFormed("i3bk0yzkth5vevthqdvv81zpzy")).isFalse();
        assertThat(Ids.isWellFormed("53bk")).isFalse();
    }

    @Test
    void anEmptyIdIsRefusedByName() {
        assertThatThrownBy(() -> new TaskId("")).hasMessageContaining("TaskId");
    }
}
