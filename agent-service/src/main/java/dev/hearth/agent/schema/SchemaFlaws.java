package dev.hearth.agent.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/** Finds what is wrong with a schema before anything is held against it: against its draft, then by use. */
public final class SchemaFlaws {
    /** Deeper than anybody's arguments, and far from the end of any stack. */
    private static final int MAX_DEPTH = 100;

    /** Knows the drafts; nothing of users comes near it. */
    private static final SchemaRegistry DRAFTS = JsonSchemas.registry();

    private SchemaFlaws() {}

    /** The first flaw, with its place; empty: there is none. */
    public static Optional<String> find(ObjectNode schema) {
        if (depth(schema) > MAX_DEPTH) {
            return Optional.of("it is nested deeper than " + MAX_DEPTH);
        }
        String draft = schema.path("$schema").asText(SpecificationVersion.DRAFT_2020_12.getDialectId());
        if (versionOf(draft).isEmpty()) {
            return Optional.of("/$schema is none of the drafts 4 to 2020-12: " + draft);
        }
        return againstDraft(draft, schema)
                .or(() -> References.findBroken(schema))
                .or(() -> byUse(schema));
    }

    private static Optional<SpecificationVersion> versionOf(String draft) {
        return SpecificationVersion.fromDialectId(draft).or(() -> SpecificationVersion.fromDialectId(draft + "#"));
    }

    private static Optional<String> againstDraft(String draft, ObjectNode schema) {
        List<Error> errors = DRAFTS.getSchema(SchemaLocation.of(draft)).validate(schema.toString(), InputFormat.JSON);
        return errors.stream()
                .findFirst()
                .map(error ->
                        "%s %s".formatted(placeOf(error.getInstanceLocation().toString()), error.getMessage()));
    }

    /** What a draft cannot say: patterns that are none, ids that are none, references that go in circles. */
    private static Optional<String> byUse(ObjectNode schema) {
        try {
            JsonSchemas.compiled(schema.toString()).validate("{}", InputFormat.JSON);
            return Optional.empty();
        } catch (SchemaException | PatternSyntaxException | SlowMatchException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (StackOverflowError _) {
            return Optional.of("it refers to itself without end");
        }
    }

    private static String placeOf(String pointer) {
        return pointer.isEmpty() ? "it" : pointer;
    }

    private static int depth(JsonNode node) {
        int below = 0;
        for (JsonNode child : node) {
            below = Math.max(below, depth(child));
        }
        return below + 1;
    }
}
