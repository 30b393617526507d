package dev.hearth.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SetupDefaultsTest {
    private static final String SCHEMA = """
            {"type":"object",
             "$defs":{"Nested":{"type":"object","properties":{"depth":{"type":"integer","default":2}}}},
             "properties":{
               "model":{"type":"string","default":"small"},
               "steps":{"type":"integer","default":4},
               "seed":{"type":"integer"},
               "nested":{"$ref":"#/$defs/Nested"}}}""";

    @Test
    void fillsInWhatWasLeftOut() {
        assertThat(filled("{\"steps\":8}")).isEqualTo("{\"model\":\"small\",\"steps\":8}");
    }

    @Test
    void comesToTheSameWithDefaultsWrittenOutInAnotherOrder() {
        assertThat(filled("{\"steps\":4.0,\"model\":\"small\"}")).isEqualTo(filled(null));
    }

    @Test
    void fillsNestedObjectsThatAreThere() {
        assertThat(filled("{\"nested\":{}}")).isEqualTo("{\"model\":\"small\",\"nested\":{\"depth\":2},\"steps\":4}");
    }

    @Test
    void keepsAnExplicitNull() {
        assertThat(filled("{\"model\":null}")).isEqualTo("{\"model\":null,\"steps\":4}");
    }

    @Test
    void keepsNothingForAnAppWithoutSetup() {
        assertThat(SetupDefaults.of(null).fill(json("{\"a\":1}"))).isEmpty();
    }

    @Test
    void refusesWhatIsNoObject() {
        assertThatThrownBy(() -> SetupDefaults.of(json(SCHEMA)).fill(json("[1]")))
                .hasMessageContaining("setup must be an object");
    }

    private static String filled(@Nullable String setup) {
        byte[] bytes = SetupDefaults.of(json(SCHEMA)).fill(setup == null ? null : json(setup));
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
