package dev.hearth.gateway.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where files may stand in the JSON that a schema describes. Immutable; made once per function. */
public final class FilePositions {
    /** No files anywhere: the bytes are not even looked at. */
    public static final FilePositions NONE = new FilePositions(List.of());

    private final List<SchemaNode> roots;

    private FilePositions(List<SchemaNode> roots) {
        this.roots = roots;
    }

    /** The positions of a schema; null: of anything, where none is known. */
    public static FilePositions of(@Nullable JsonNode schema) {
        if (schema == null || !schema.isObject()) {
            return NONE;
        }
        List<SchemaNode> roots = new SchemaReader(schema).read();
        return roots.isEmpty() ? NONE : new FilePositions(roots);
    }

    public boolean isEmpty() {
        return roots.isEmpty();
    }

    List<SchemaNode> roots() {
        return roots;
    }
}
