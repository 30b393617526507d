package dev.hearth.agent.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import dev.hearth.agent.schema.JsonSchemas;
import dev.hearth.agent.schema.SlowMatchException;
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
            List<Error> errors = schemas.get(schema.toString(), JsonSchemas::compiled)
                    .validate(arguments.toString(), InputFormat.JSON);
            return errors.isEmpty() ? Optional.empty() : Optional.of(shown(errors));
        } catch (SchemaException | PatternSyntaxException | SlowMatchException e) {
            return Optional.of("The tool's parameters cannot be checked: " + e.getMessage());
        } catch (StackOverflowError _) {
            return Optional.of("The tool's parameters cannot be checked: they refer to themselves without end");
        }
    }

    private static String shown(List<Error> errors) {
        String first = errors.stream()
                .limit(MOST_SHOWN)
                .map(error -> "%s: %s".formatted(error.getInstanceLocation(), error.getMessage()))
                .collect(Collectors.joining("; "));
        return errors.size() > MOST_SHOWN ? first + "; and %d more".formatted(errors.size() - MOST_SHOWN) : first;
    }
}
