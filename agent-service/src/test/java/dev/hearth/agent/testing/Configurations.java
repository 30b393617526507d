package dev.hearth.agent.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.hearth.agent.access.JsonBody;
import dev.hearth.agent.definition.DefinitionConfig;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;

/** Settings as they are by default, and JSON as tests like to write it. */
public final class Configurations {
    private Configurations() {}

    public static DefinitionConfig definitions(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 100, new DurationConverter())
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .withMapping(DefinitionConfig.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(DefinitionConfig.class);
    }

    /** JSON with ' for ". */
    public static JsonNode json(String text) {
        return JsonBody.stored(text.replace('\'', '"'));
    }

    /** The same as a body. */
    public static ByteString body(String text) {
        return ByteString.copyFromUtf8(text.replace('\'', '"'));
    }
}
