package dev.hearth.worker.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.worker.environment.BuildFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InfYmlTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "4, 4000000000",
        "999, 999000000000",
        "2048, 2048000000",
        "24000, 24000000000",
        "1000000000, 1000000000",
        "25769803776, 25769803776",
        "1.5, 1500000000",
        "'', 0",
        "16GB, 16000000000",
        "8Gi, 8589934592",
        "512MB, 512000000",
        "'1.5 T', 1500000000000"
    })
    void readsSizesByTheDocumentedRule(String written, long bytes) throws Exception {
        InfYml configuration = InfYml.parse("name: a\nresources:\n  ram: %s\n".formatted(written));

        assertThat(configuration.manifest().at("/resources/ram").asLong()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"python-3.12, 3.12", "'', 3.11", "3.10, 3.10", "3.12, 3.12", "python-3.11.4, 3.11", "python3.13, 3.13"})
    void readsKernels(String written, String python) throws Exception {
        assertThat(InfYml.parse("name: a\nkernel: " + written).python()).isEqualTo(python);
    }

    @Test
    void refusesAKernelItDoesNotRun() throws Exception {
        InfYml configuration = InfYml.parse("kernel: node-22");

        assertThatThrownBy(configuration::python)
                .isInstanceOf(BuildFailedException.class)
                .hasMessageContaining("node-22");
    }

    @ParameterizedTest
    @CsvSource({
        "'resources: 5', resources must be a map",
        "'resources: {gpu: 1}', resources must be a map whose gpu is a map too",
        "'env: [A, B]', env must be a map of keys and values",
        "'env: {A: [1]}', env must be a map of names and texts",
        "'secrets: FAL_KEY', secrets must be a list",
        "'secrets: [FAL_KEY]', secrets must be a list",
        "'integrations: [{name: x}]', integrations must be a list",
        "'description: [a]', description must be text"
    })
    void namesTheLineOfAKeyWithAnotherShape(String line, String message) {
        assertThatThrownBy(() -> InfYml.parse("name: a\n# b\n" + line))
                .isInstanceOf(BuildFailedException.class)
                .hasMessageStartingWith("inf.yml:3: ")
                .hasMessageContaining(message);
    }

    @Test
    void takesEmptyKeysForAbsentOnes() throws Exception {
        InfYml configuration = InfYml.parse("name: a\nenv:\nsecrets: ''\nresources:\n  gpu:\nimages: ''\n");

        assertThat(configuration.environment()).isEmpty();
    }

    @Test
    void saysWhatIsWrongWithASize() {
        assertThatThrownBy(() -> InfYml.parse("resources: {ram: lots}"))
                .isInstanceOf(BuildFailedException.class)
                .hasMessage("inf.yml: resources.ram is 'lots', not a number such as 8 or 16GB");
    }

    @Test
    void hasNoGpuWhenTheCountIsZero() throws Exception {
        InfYml configuration = InfYml.parse("resources: {gpu: {count: 0, type: any, vram: 24}}");

        assertThat(configuration.manifest().at("/resources/gpu/type").asText()).isEqualTo("none");
        assertThat(configuration.manifest().at("/resources/gpu/vram").asLong()).isZero();
    }

    @Test
    void takesTheDefaultVariantOfTheHistoricLayout() throws Exception {
        InfYml configuration = InfYml.parse("""
                name: old
                variants:
                  big: {order: 1, python: "3.10"}
                  default: {order: 2, python: "3.12", env: {A: 1}, resources: {ram: 8}}
                """);

        assertThat(configuration.python()).isEqualTo("3.12");
        assertThat(configuration.environment()).containsEntry("A", "1");
        assertThat(configuration.manifest().at("/resources/ram").asLong()).isEqualTo(8_000_000_000L);
    }

    @Test
    void keepsWhatItDoesNotKnow() throws Exception {
        assertThat(InfYml.parse("name: a\nmetadata: {tags: [x]}")
                        .manifest()
                        .at("/metadata/tags/0")
                        .asText())
                .isEqualTo("x");
    }
}
