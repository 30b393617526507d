package dev.hearth.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessTableTest {
    @Test
    void readsALineWhoseCommandHasSpacesAndParentheses() {
        ProcessTable.Entry entry = ProcessTable.parse(
                "42 (a (b) c) S 7 42 42 0 -1 4194560 100 0 0 0 150 50 20 30 20 0 1 0 100 1000 10 1 1 1\n");

        assertThat(entry).isEqualTo(new ProcessTable.Entry(7, 2.5));
    }

    @Test
    void findsEverythingAProcessStarted() {
        ProcessTable table = new ProcessTable(Map.of(
                1L, new ProcessTable.Entry(0, 1),
                2L, new ProcessTable.Entry(1, 2),
                3L, new ProcessTable.Entry(2, 4),
                9L, new ProcessTable.Entry(0, 8)));

        Set<Long> family = table.familyOf(1);

        assertThat(family).containsExactly(1L, 2L, 3L);
        assertThat(table.cpuSeconds(family)).isEqualTo(7);
        assertThat(table.familyOf(77)).isEmpty();
    }

    @Test
    void tellsRunnersFromTheirEngine() throws IOException {
        StackParts parts = StackParts.parse(
                "{\"parts\":[{\"name\":\"postgres\",\"pid\":1},{\"name\":\"worker\",\"pid\":2},{\"name\":\"kafka\",\"pid\":0}]}");
        ProcessTable table = new ProcessTable(Map.of(
                1L, new ProcessTable.Entry(0, 1),
                5L, new ProcessTable.Entry(1, 1),
                2L, new ProcessTable.Entry(0, 1),
                3L, new ProcessTable.Entry(2, 1),
                4L, new ProcessTable.Entry(3, 1)));

        assertThat(parts.processes(table))
                .isEqualTo(Map.of("postgres", Set.of(1L, 5L), "worker", Set.of(2L), "runners", Set.of(3L, 4L)));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void seesThisProcess() throws IOException {
        long self = ProcessHandle.current().pid();

        ProcessTable table = ProcessTable.read();

        assertThat(table.familyOf(self)).contains(self);
        assertThat(Memory.of(Set.of(self)).residentBytes()).isPositive();
    }

    @Test
    void readsBothKindsOfMemory() {
        Memory memory = Memory.parse("Rss:      2048 kB\nPss:      1024 kB\nPss_Dirty: 5 kB\n");

        assertThat(memory).isEqualTo(new Memory(2 << 20, 1 << 20));
    }
}
