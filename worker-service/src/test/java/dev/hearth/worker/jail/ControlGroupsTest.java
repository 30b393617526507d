package dev.hearth.worker.jail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControlGroupsTest {
    private static final ProcessLimits LIMITS = new ProcessLimits(1 << 30, 100);

    private final ControlGroups groups =
            ControlGroups.probe("test-" + ProcessHandle.current().pid());

    @AfterEach
    void close() {
        groups.close();
    }

    @Test
    void removesAGroupLaterWhoseLastProcessesWereStillThere() throws Exception {
        assumeTrue(groups.limit(Excess.MEMORY), "this machine lets nobody make control groups");
        Optional<ControlGroup> group = groups.create("held", LIMITS);
        List<Path> folders = group.orElseThrow().processesFiles().stream()
                .map(Path::getParent)
                .toList();
        Process process = new ProcessBuilder("sleep", "1000").start();
        for (Path file : group.get().processesFiles()) {
            Files.writeString(file, String.valueOf(process.pid()));
        }

        group.get().remove();
        assertThat(folders).allMatch(Files::exists);
        process.destroyForcibly().waitFor();
        groups.create("next", LIMITS).ifPresent(ControlGroup::remove);

        assertThat(folders).noneMatch(Files::exists);
    }
}
