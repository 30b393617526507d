package dev.hearth.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractsTest {
    private static final Instant PUBLISHED = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path root;

    private Contracts contracts;

    @BeforeEach
    void publish() throws IOException {
        contracts = Contracts.in(root);
        write(contracts.sources().resolve("hearth/v1/tasks.proto"), PUBLISHED);
    }

    @Test
    void areNotGeneratedWhereNothingWasBuilt() throws IOException {
        assertThat(contracts.areGenerated()).isFalse();
    }

    @Test
    void areGeneratedOnceTheCodeIsNewer() throws IOException {
        write(contracts.generated().resolve("dev/hearth/Task.java"), PUBLISHED.plusSeconds(1));

        assertThat(contracts.areGenerated()).isTrue();
    }

    @Test
    void areGeneratedAgainAfterAChange() throws IOException {
        write(contracts.generated().resolve("dev/hearth/Task.java"), PUBLISHED.plusSeconds(1));
        write(contracts.sources().resolve("hearth/v1/calls.proto"), PUBLISHED.plusSeconds(2));

        assertThat(contracts.areGenerated()).isFalse();
    }

    private static void write(Path file, Instant changedAt) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
        Files.setLastModifiedTime(file, FileTime.from(changedAt));
    }
}
