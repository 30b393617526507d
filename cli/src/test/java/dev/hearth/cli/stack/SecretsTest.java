package dev.hearth.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    @TempDir
    Path folder;

    @Test
    void keepsWhatItMade() {
        Secrets first = Secrets.in(StackHome.at(folder));

        Secrets second = Secrets.in(StackHome.at(folder));

        for (Secrets.Name name : Secrets.Name.values()) {
            assertThat(second.of(name)).isEqualTo(first.of(name)).hasSizeGreaterThan(32);
        }
    }

    @Test
    void letsNobodyElseRead() throws Exception {
        Secrets.in(StackHome.at(folder));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(Secrets.FILE))))
                .isEqualTo("rw-------");
    }

    @Test
    void addsASecretThatALaterVersionNeeds() throws Exception {
        Files.writeString(folder.resolve(Secrets.FILE), "owner-key=inf_of-long-ago");

        Secrets secrets = Secrets.in(StackHome.at(folder));

        assertThat(secrets.of(Secrets.Name.OWNER_KEY)).isEqualTo("inf_of-long-ago");
        assertThat(secrets.of(Secrets.Name.KAFKA)).isNotEmpty();
    }
}
