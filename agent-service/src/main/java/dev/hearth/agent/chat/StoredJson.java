package dev.hearth.agent.chat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON as it is stored and shown. Numbers stay as they were written. */
public final class StoredJson {
    private static final ObjectMapper MAPPER = mapper(StreamReadConstraints.DEFAULT_MAX_DEPTH);

    /**
     * Deeper than this, somebody else's JSON is none for us. It is stored inside other JSON, which must be writable, and
     * readable for clients.
     */
    private static final int MAX_FOREIGN_DEPTH = 200;

    private static final ObjectMapper FOREIGN = mapper(MAX_FOREIGN_DEPTH);

    private StoredJson() {}

    private static ObjectMapper mapper(int maxDepth) {
        StreamReadConstraints constraints = StreamReadConstraints.builder()
                .maxNestingDepth(maxDepth)
                .maxStringLength(Integer.MAX_VALUE)
                .build();
        return JsonMapper.builder(
                        JsonFactory.builder().streamReadConstraints(constraints).build())
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Of what we stored ourselves: anything else is a bug. */
    public static JsonNode read(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored JSON cannot be read", e);
        }
    }

    /** Of what somebody else wrote; empty if it is no JSON, or nested deeper than can be kept. */
    public static Optional<JsonNode> parse(String text) {
        try {
            JsonNode node = FOREIGN.readTree(text);
            return node == null || node.isMissingNode() ? Optional.empty() : Optional.of(node);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Of a body that a client sent; empty if it is no JSON object. An empty body is an empty object. */
    public static Optional<ObjectNode> body(ByteString bytes) {
        if (bytes.isEmpty()) {
            return Optional.of(object());
        }
        try {
            return FOREIGN.readTree(bytes.newInput()) instanceof ObjectNode body ? Optional.of(body) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    public static String text(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree cannot be written", e);
        }
    }

    public static ByteString bytes(JsonNode node) {
        try {
            return ByteString.copyFrom(MAPPER.writeValueAsBytes(node));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree cannot be written", e);
        }
    }

    static @Nullable String textOrNull(@Nullable JsonNode node) {
        return node == null ? null : text(node);
    }

    static @Nullable JsonNode readOrNull(@Nullable String text) {
        return text == null ? null : read(text);
    }
}
