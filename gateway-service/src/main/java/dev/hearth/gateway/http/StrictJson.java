package dev.hearth.gateway.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads JSON that clients send. Payloads are passed on as bytes to readers we do not choose, so whatever one reader might
 * understand in another way is refused here: members that occur twice, broken UTF-8, text after the value.
 */
public final class StrictJson {
    /** Deeper nesting than this breaks readers further on. */
    public static final int MAX_DEPTH = 200;

    private static final int MAX_STRING = 64 * 1024 * 1024;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_STRING)
                    .build())
            .build();

    private static final ObjectMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private StrictJson() {}

    /** A parser over these bytes, whose byte offsets can be trusted. */
    public static JsonParser parserOf(byte[] json) throws IOException {
        requireUtf8(json);
        return FACTORY.createParser(json);
    }

    /** The body as an object; an empty body is an empty object. */
    public static ObjectNode objectOf(byte[] body) {
        if (body.length == 0) {
            return JsonNodeFactory.instance.objectNode();
        }
        requireUtf8(body);
        try {
            JsonNode value = MAPPER.readTree(body);
            if (value instanceof ObjectNode object) {
                return object;
            }
            if (value.isMissingNode() || value.isNull()) {
                return JsonNodeFactory.instance.objectNode();
            }
            throw HttpErrors.invalid("the body must be a JSON object");
        } catch (JsonProcessingException e) {
            throw HttpErrors.malformed(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Refuses bytes that are not exactly one JSON value. */
    public static void requireOneValue(byte[] json) {
        try (JsonParser parser = parserOf(json)) {
            if (parser.nextToken() == null) {
                throw HttpErrors.invalid("malformed JSON: there is no value");
            }
            parser.skipChildren();
            if (parser.nextToken() != null) {
                throw HttpErrors.invalid("malformed JSON: text after the value");
            }
        } catch (JsonProcessingException e) {
            throw HttpErrors.malformed(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A value that {@link #parserOf} has found well-formed. */
    public static JsonNode treeOf(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw HttpErrors.malformed(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireUtf8(byte[] json) {
        for (byte b : json) {
            if (b < 0) {
                decode(json);
                return;
            }
        }
    }

    private static void decode(byte[] json) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
        } catch (CharacterCodingException e) {
            throw HttpErrors.invalid("malformed JSON: the body is not UTF-8");
        }
    }
}
