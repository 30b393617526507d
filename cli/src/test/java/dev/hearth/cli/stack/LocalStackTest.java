package dev.hearth.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class LocalStackTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @FieldSource("dev.hearth.cli.stack.LocalStack#PARTS")
    void stopsEveryPartOnce(String part) {
        assertThat(StackStop.STEPS.stream().flatMap(List::stream)).containsOnlyOnce(part);
    }

    @ParameterizedTest
    @FieldSource("dev.hearth.cli.stack.LocalStack#SERVICES")
    void asksEveryServiceForItsHealthAtAPortOfItsOwn(String service) {
        assertThat(LocalStack.SERVICES.stream().map(LocalStack::managementOf))
                .containsOnlyOnce(LocalStack.managementOf(service));
        assertThat(LocalStack.PARTS).contains(service);
    }

    @ParameterizedTest
    @FieldSource("dev.hearth.cli.stack.LocalStack#WITH_DATABASE")
    void givesEveryServiceARoleOfItsOwn(String service) {
        Secrets secrets = Secrets.in(StackHome.at(folder));

        assertThat(LocalStack.WITH_DATABASE.stream().map(secrets::databasePasswordOf))
                .containsOnlyOnce(secrets.databasePasswordOf(service));
    }
}
