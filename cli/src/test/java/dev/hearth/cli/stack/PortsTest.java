package dev.hearth.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.cli.console.CliException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {
    @TempDir
    Path folder;

    @Test
    void takesThePreferredNumbersWhereTheyAreFree() {
        Ports ports = Ports.in(StackHome.at(folder), _ -> true);

        assertThat(ports.of(Port.GATEWAY)).isEqualTo(8080);
    }

    @Test
    void takesOtherNumbersWhereThePreferredOnesAreTaken() {
        Ports ports = Ports.in(StackHome.at(folder), number -> number >= 20_000);

        Set<Integer> numbers = new HashSet<>();
        for (Port port : Port.values()) {
            assertThat(ports.of(port)).isBetween(20_000, 32_000);
            numbers.add(ports.of(port));
        }
        assertThat(numbers).hasSameSizeAs(Port.values());
    }

    @Test
    void keepsWhatWasChosenThoughItIsInUse() {
        Ports first = Ports.in(StackHome.at(folder), number -> number >= 20_000);

        Ports second = Ports.in(StackHome.at(folder), _ -> false);

        assertThat(second.of(Port.FILES)).isEqualTo(first.of(Port.FILES));
    }

    @Test
    void namesTheLineThatHoldsNoPort() throws Exception {
        Files.writeString(folder.resolve(Ports.FILE), "gateway=eighty");

        assertThatThrownBy(() -> Ports.in(StackHome.at(folder), _ -> true))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("gateway is not a port: eighty");
    }
}
