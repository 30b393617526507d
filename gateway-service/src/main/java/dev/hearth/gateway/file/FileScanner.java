package dev.hearth.gateway.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks JSON bytes along the positions of files. Subtrees without any are skipped, strings are not decoded. */
final class FileScanner {
    /** Payloads were checked, or made by a runner of ours, before they come here: nothing more is refused. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(100_000)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** How text begins that is a file where other text may stand as well. */
    private static final List<String> ADDRESSES = List.of("data:", "http://", "https://", FileAddresses.INTERNAL);

    /** Is told what stands at the positions, in order. */
    interface Visitor {
        /** The URI of a file: the value itself, or the member {@code uri} of an object. */
        void uri(Literal literal, JsonParser at);

        /** An object with a path and without a URI. */
        void pathAlone(JsonParser at);
    }

    private final byte[] json;
    private final FilePositions positions;
    private final Visitor visitor;
    private final Deque<Frame> open = new ArrayDeque<>();

    FileScanner(byte[] json, FilePositions positions, Visitor visitor) {
        this.json = json;
        this.positions = positions;
        this.visitor = visitor;
    }

    void scan() throws IOException {
        try (JsonParser parser = FACTORY.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                take(token, parser);
            }
        }
    }

    private void take(JsonToken token, JsonParser parser) throws IOException {
        switch (token) {
            case FIELD_NAME -> open.element().field = parser.currentName();
            case START_OBJECT, START_ARRAY -> enter(nodesOfValue(), token == JsonToken.START_ARRAY, parser);
            case END_OBJECT, END_ARRAY -> leave(parser);
            case VALUE_STRING -> string(nodesOfValue(), parser);
            default -> nodesOfValue();
        }
    }

    private void enter(List<SchemaNode> nodes, boolean array, JsonParser parser) throws IOException {
        if (nodes.isEmpty()) {
            parser.skipChildren();
        } else {
            open.push(new Frame(nodes, array, !array && holdsFile(nodes)));
        }
    }

    private void leave(JsonParser parser) {
        Frame left = open.pop();
        if (left.fileRecord && left.hasPath && !left.hasUri) {
            visitor.pathAlone(parser);
        }
    }

    private void string(List<SchemaNode> nodes, JsonParser parser) {
        Frame parent = open.peek();
        if (holdsFile(nodes)) {
            Literal literal = literal(parser);
            if (nodes.stream().noneMatch(SchemaNode::takesText) || isAddress(literal)) {
                visitor.uri(literal, parser);
            }
        } else if (parent != null && parent.fileRecord) {
            member(parent, parser);
        }
    }

    private void member(Frame record, JsonParser parser) {
        if ("uri".equals(record.field)) {
            Literal literal = literal(parser);
            record.hasUri = literal.length() > 0;
            visitor.uri(literal, parser);
        } else if ("path".equals(record.field)) {
            record.hasPath = literal(parser).length() > 0;
        }
    }

    private static boolean isAddress(Literal literal) {
        return ADDRESSES.stream().anyMatch(literal::startsWith);
    }

    private Literal literal(JsonParser parser) {
        return Literal.at(json, (int) parser.currentTokenLocation().getByteOffset());
    }

    /** The schemas of the value that begins here; called once for each value, as it counts the elements of arrays. */
    private List<SchemaNode> nodesOfValue() {
        Frame parent = open.peek();
        return parent == null ? positions.roots() : parent.next();
    }

    private static boolean holdsFile(List<SchemaNode> nodes) {
        return nodes.stream().anyMatch(SchemaNode::isFile);
    }

    /** An open object or array. */
    private static final class Frame {
        private final List<SchemaNode> nodes;
        private final boolean array;
        private final boolean fileRecord;
        private int index;
        private @Nullable String field;
        private boolean hasUri;
        private boolean hasPath;

        private Frame(List<SchemaNode> nodes, boolean array, boolean fileRecord) {
            this.nodes = nodes;
            this.array = array;
            this.fileRecord = fileRecord;
        }

        private List<SchemaNode> next() {
            List<SchemaNode> found = new ArrayList<>();
            String name = field == null ? "" : field;
            for (SchemaNode node : nodes) {
                if (array) {
                    node.collectElement(index, found);
                } else {
                    node.collectMember(name, found);
                }
            }
            index++;
            return found;
        }
    }
}
