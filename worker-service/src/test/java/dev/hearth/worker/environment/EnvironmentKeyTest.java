package dev.hearth.worker.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.ids.TeamId;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentKeyTest {
    private static final TeamId ONE = new TeamId("one");
    private static final TeamId OTHER = new TeamId("other");
    private static final String OWN = "numpy==2.0.0 \\\n    --hash=sha256:aa\n";
    private static final String BASE =
            "pydantic==2.9.0 \\\n    --hash=sha256:aa\nhttpx==0.28.1 \\\n    --hash=sha256:bb\n";

    @Test
    void differsByTeamLockInterpreterAndOurPackage() {
        String digest = key(ONE, "3.11.2", OWN).digest("sdk");

        assertThat(key(ONE, "3.11.2", OWN).digest("sdk")).isEqualTo(digest);
        assertThat(key(OTHER, "3.11.2", OWN).digest("sdk")).isNotEqualTo(digest);
        assertThat(key(ONE, "3.11.3", OWN).digest("sdk")).isNotEqualTo(digest);
        assertThat(key(ONE, "3.11.2", OWN + "\n").digest("sdk")).isNotEqualTo(digest);
        assertThat(key(ONE, "3.11.2", OWN).digest("newer")).isNotEqualTo(digest);
    }

    @Test
    void isSharedByAllTeamsWhenTheAppAsksForNothingOfItsOwn() {
        assertThat(key(ONE, "3.11.2", BASE).isShared()).isTrue();
        assertThat(key(ONE, "3.11.2", BASE).digest("sdk"))
                .isEqualTo(key(OTHER, "3.11.2", BASE).digest("sdk"));
    }

    @Test
    void isNotSharedWhenAPackageOrAnIndexIsTheAppsOwn() {
        assertThat(key(ONE, "3.11.2", BASE + OWN).isShared()).isFalse();
        assertThat(key(ONE, "3.11.2", "--extra-index-url https://elsewhere.test\n" + BASE)
                        .isShared())
                .isFalse();
        assertThat(key(ONE, "3.11.2", "pydantic @ https://elsewhere.test/pydantic-2-py3-none-any.whl\n")
                        .isShared())
                .isFalse();
    }

    private static EnvironmentKey key(TeamId team, String version, String lock) {
        Path root = Path.of("/usr");
        return new EnvironmentKey(
                team,
                new Interpreter(root.resolve("bin/python3.11"), "3.11", version, root, "linux-x86_64"),
                lock,
                "",
                Map.of());
    }
}
