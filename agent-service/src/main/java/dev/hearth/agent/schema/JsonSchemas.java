package dev.hearth.agent.schema;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;

/** Makes schemas of users usable. Their references lead nowhere but into themselves, their patterns end. */
public final class JsonSchemas {
    private JsonSchemas() {}

    /** @throws com.networknt.schema.SchemaException if it is none; some flaws show only when something is held against it */
    public static Schema compiled(String schema) {
        // One registry each: schemas of several teams must not see each other by their $id.
        return registry().getSchema(schema, InputFormat.JSON);
    }

    static SchemaRegistry registry() {
        return SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .regularExpressionFactory(BoundedPattern::of)
                                .build())
                        .schemaLoader(loader -> loader.fetchRemoteResources(false)));
    }
}
