package dev.hearth.agent.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/** Holds arguments against JSON schemas. Schemas are those of users: references lead nowhere but into themselves. */
@Singleton
class ArgumentCheck {
    private static final long REMEMBERED_CHARACTERS = 8L << 20;
    private static final int MOST_SHOWN = 5;

    private final Cache<String, Schema> schemas = Caffeine.newBuilder()
            .maximumWeight(REMEMBERED_CHARACTERS)
            .weigher((String text, Schema _) -> text.length())
            .build();

    /** Why they do not fit; empty if they do. */
    Optional<String> refuse(ObjectNode schema, ObjectNode arguments) {
        try {
            List<Error> errors = schemas.get(schema.toString(), ArgumentCheck::compiled)
                    .validate(arguments.toString(), InputFormat.JSON);
            return errors.isEmpty() ? Optional.empty() : Optional.of(shown(errors));
        } catch (SchemaException | PatternSyntaxException | SlowMatchException e) {
            return Optional.of("The tool's parameters cannot be checked: " + e.getMessage());
        }
    }

    private static Schema compiled(String schema) {
        // One registry each: schemas of several teams must not see each other by their $id.
        return SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12,
                        builder -> builder.schemaRegistryConfig(SchemaRegistryConfig.builder()
                                        .regularExpressionFactory(BoundedPattern::of)
                                        .build())
                                .schemaLoader(loader -> loader.fetchRemoteResources(false)))
                .getSchema(schema, InputFormat.JSON);
    }

    private static String shown(List<Error> errors) {
        String first = errors.stream()
                .limit(MOST_SHOWN)
                .map(error -> "%s: %s".formatted(error.getInstanceLocation(), error.getMessage()))
                .collect(Collectors.joining("; "));
        return errors.size() > MOST_SHOWN ? first + "; and %d more".formatted(errors.size() - MOST_SHOWN) : first;
    }
}
