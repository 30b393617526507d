package dev.hearth.worker.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineNeedsTest {
    @TempDir
    private Path app;

    @Test
    void namesTheLineOfEachSystemPackageThatIsNotThere() throws Exception {
        Files.writeString(app.resolve("packages.txt"), "# fonts\nsh\n\nno-such-package-here # really\n../etc\n");

        List<String> warnings = MachineNeeds.warnings(app, InfYml.parse("name: a"));

        assertThat(warnings).hasSize(2);
        assertThat(warnings.getFirst())
                .startsWith("packages.txt:4: 'no-such-package-here' is not on this engine")
                .endsWith("(apt-get install no-such-package-here)");
        assertThat(warnings.getLast()).startsWith("packages.txt:5: ");
    }

    @Test
    void saysNothingOfAnEmptyList() throws Exception {
        Files.writeString(app.resolve("packages.txt"), "# nothing yet\n");

        assertThat(MachineNeeds.warnings(app, InfYml.parse("name: a"))).isEmpty();
    }

    @Test
    void saysHowASizeWasReadThatNoMachineHas() throws Exception {
        assertThat(MachineNeeds.warnings(app, InfYml.parse("resources: {ram: 999}")))
                .singleElement()
                .asString()
                .contains("resources.ram is 999 GB")
                .contains("write 512MB");
        assertThat(MachineNeeds.warnings(app, InfYml.parse("resources: {ram: 512MB}")))
                .isEmpty();
    }
}
