package dev.hearth.gateway.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.errors.ServiceException;
import dev.hearth.ids.TeamId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealTest {
    private static final TeamId TEAM = new TeamId("team0000000000000000000000");
    private static final SecretName NAME = new SecretName("HF_TOKEN");
    private static final SecretValue VALUE = new SecretValue("a value, ümlauts included");
    private static final SealingKey KEY = SealingKey.of("KEY", "0123456789abcdef0123456789abcdef");
    private static final SealingKey OTHER = SealingKey.of("KEY", "fedcba9876543210fedcba9876543210");

    private final Seal seal = new Seal(List.of(KEY));

    @Test
    void opensWhatItClosed() {
        byte[] sealed = seal.close(TEAM, NAME, VALUE);

        assertThat(seal.open(TEAM, NAME, sealed)).isEqualTo(VALUE);
        assertThat(new String(sealed, StandardCharsets.UTF_8)).doesNotContain("value");
    }

    @Test
    void closesTheSameValueInAnotherWayEachTime() {
        assertThat(seal.close(TEAM, NAME, VALUE)).isNotEqualTo(seal.close(TEAM, NAME, VALUE));
    }

    @Test
    void refusesWhatWasChangedOrMoved() {
        byte[] sealed = seal.close(TEAM, NAME, VALUE);
        byte[] changed = sealed.clone();
        changed[changed.length - 1] ^= 1;

        assertRefused(seal, TEAM, NAME, changed);
        assertRefused(seal, TEAM, new SecretName("OTHER"), sealed);
        assertRefused(seal, new TeamId("team1111111111111111111111"), NAME, sealed);
        assertRefused(seal, TEAM, NAME, new byte[] {1, 2, 3});
    }

    @Test
    void opensWithAnOldKeyAndClosesWithTheNewOne() {
        byte[] before = seal.close(TEAM, NAME, VALUE);
        Seal rotated = new Seal(List.of(OTHER, KEY));

        byte[] after = rotated.close(TEAM, NAME, VALUE);

        assertThat(rotated.open(TEAM, NAME, before)).isEqualTo(VALUE);
        assertThat(new Seal(List.of(OTHER)).open(TEAM, NAME, after)).isEqualTo(VALUE);
        assertRefused(new Seal(List.of(OTHER)), TEAM, NAME, before);
    }

    @Test
    void tellsValuesApartByAFingerprintThatNeedsTheKey() {
        String one = seal.fingerprint(TEAM, NAME, VALUE);

        assertThat(seal.fingerprint(TEAM, NAME, VALUE)).isEqualTo(one);
        assertThat(seal.fingerprint(TEAM, NAME, new SecretValue("another"))).isNotEqualTo(one);
        assertThat(seal.fingerprint(TEAM, new SecretName("OTHER"), VALUE)).isNotEqualTo(one);
        assertThat(new Seal(List.of(OTHER)).fingerprint(TEAM, NAME, VALUE)).isNotEqualTo(one);
    }

    @Test
    void printsNoValue() {
        assertThat(VALUE.toString()).isEqualTo("****");
        assertThat(new SecretBody("A", VALUE, "d").toString()).doesNotContain("ümlauts");
    }

    @Test
    void refusesAKeyThatIsTooShort() {
        assertThatThrownBy(() -> SealingKey.of("HEARTH_SECRETS_KEY", "short"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("HEARTH_SECRETS_KEY must have at least 32 characters, has 5");
    }

    @Test
    void makesAKeyFileForItsOwnerAloneOnce(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("gateway").resolve("secrets.key");

        String made = KeyFile.read(file);

        assertThat(made).hasSizeGreaterThanOrEqualTo(32);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(KeyFile.read(file)).isEqualTo(made);
        assertThat(file.getParent()).isDirectoryContaining("glob:**/secrets.key");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void refusesAKeyFileThatOthersCanRead(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("secrets.key");
        KeyFile.read(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> KeyFile.read(file)).hasMessageContaining("chmod 600");
    }

    private static void assertRefused(Seal seal, TeamId team, SecretName name, byte[] sealed) {
        assertThatThrownBy(() -> seal.open(team, name, sealed))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("was sealed with a key that this gateway does not have");
    }
}
