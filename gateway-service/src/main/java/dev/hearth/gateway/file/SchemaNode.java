package dev.hearth.gateway.file;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One schema that holds files somewhere below it, or is one. Schemas refer to each other and may be recursive, so a node
 * is filled after it is made; it never changes once its schema has been read.
 */
final class SchemaNode {
    private boolean file;
    private boolean takesText;
    private boolean holdsFiles;
    private final Map<String, SchemaNode> properties = new HashMap<>();
    private @Nullable SchemaNode otherProperties;
    private final List<SchemaNode> leadingItems = new ArrayList<>();
    private @Nullable SchemaNode items;
    /** {@code anyOf}, {@code oneOf}, {@code allOf} and {@code $ref}: the same value read by other schemas. */
    private final List<SchemaNode> alternatives = new ArrayList<>();

    boolean isFile() {
        return file;
    }

    void becomeFile() {
        file = true;
    }

    /** Whether the value may also be text that is no file, as in a union of the two. */
    boolean takesText() {
        return takesText;
    }

    void takeText() {
        takesText = true;
    }

    void addProperty(String name, SchemaNode schema) {
        properties.put(name, schema);
    }

    void addOtherProperties(SchemaNode schema) {
        otherProperties = schema;
    }

    void addLeadingItem(SchemaNode schema) {
        leadingItems.add(schema);
    }

    void addItems(SchemaNode schema) {
        items = schema;
    }

    void addAlternative(SchemaNode schema) {
        alternatives.add(schema);
    }

    /** Finds out once more whether a file is below; true if the answer changed. To be repeated until nothing changes. */
    boolean settle() {
        boolean holds = file || children().stream().anyMatch(child -> child.holdsFiles);
        boolean changed = holds != holdsFiles;
        holdsFiles = holds;
        return changed;
    }

    /** This schema and all that read the same value, leaving out those without files below. */
    void collectInto(List<SchemaNode> found) {
        if (holdsFiles && !found.contains(this)) {
            found.add(this);
            alternatives.forEach(alternative -> alternative.collectInto(found));
        }
    }

    void collectMember(String name, List<SchemaNode> found) {
        SchemaNode declared = properties.get(name);
        SchemaNode next = declared == null ? otherProperties : declared;
        if (next != null) {
            next.collectInto(found);
        }
    }

    void collectElement(int index, List<SchemaNode> found) {
        SchemaNode next = index < leadingItems.size() ? leadingItems.get(index) : items;
        if (next != null) {
            next.collectInto(found);
        }
    }

    private List<SchemaNode> children() {
        List<SchemaNode> children = new ArrayList<>(properties.values());
        children.addAll(leadingItems);
        children.addAll(alternatives);
        if (otherProperties != null) {
            children.add(otherProperties);
        }
        if (items != null) {
            children.add(items);
        }
        return children;
    }
}
