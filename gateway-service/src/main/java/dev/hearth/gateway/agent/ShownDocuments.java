package dev.hearth.gateway.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.file.FilePositions;
import dev.hearth.gateway.file.FileUris;
import dev.hearth.ids.TeamId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;

/**
 * Documents of agent-service as this client reads them: our own files by their URL, and {@code queued}, which only the third
 * generation of clients knows, as {@code pending} for the others.
 */
@ApplicationScoped
public class ShownDocuments {
    private static final byte[] OWN_FILE = "\"inf://files/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] QUEUED = "\"queued\"".getBytes(StandardCharsets.US_ASCII);

    /** Files stand in the parts of a message, and messages in chats, in pages and in the answer to a run. */
    private static final FilePositions POSITIONS = FilePositions.of(schema());

    private final FileUris files;

    public ShownDocuments(FileUris files) {
        this.files = files;
    }

    /** Whether the client of this request knows messages that are queued. */
    static boolean knowsQueued(HttpServerRequest request) {
        return request.getHeader("X-Client-Source") != null && request.getHeader("X-API-Version") == null;
    }

    /** Completes at once for a document without files of ours. */
    Uni<byte[]> shown(TeamId team, byte[] document, boolean knowsQueued) {
        byte[] told = knowsQueued || !contains(document, QUEUED) ? document : withoutQueued(document);
        return contains(told, OWN_FILE)
                ? files.show(team, POSITIONS, told)
                : Uni.createFrom().item(told);
    }

    private static byte[] withoutQueued(byte[] document) {
        JsonNode tree = Documents.read(document);
        replaceQueued(tree);
        return Documents.write(tree);
    }

    /** A message is an object with a role; what tools and users put into documents stays as it is. */
    private static void replaceQueued(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("role").isTextual()
                && object.path("status").asText("").equals("queued")) {
            object.put("status", "pending");
        }
        for (String member : new String[] {"user_message", "assistant_message", "chat_messages", "items"}) {
            JsonNode inside = node.path(member);
            if (inside.isArray()) {
                inside.forEach(ShownDocuments::replaceQueued);
            } else if (inside.isObject()) {
                replaceQueued(inside);
            }
        }
    }

    private static boolean contains(byte[] bytes, byte[] wanted) {
        for (int i = 0; i <= bytes.length - wanted.length; i++) {
            int matched = 0;
            while (matched < wanted.length && bytes[i + matched] == wanted[matched]) {
                matched++;
            }
            if (matched == wanted.length) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode schema() {
        String file = "{\"type\":\"string\",\"format\":\"file\"}";
        String content =
                "\"content\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"image\":%1$s,\"file\":%1$s}}}"
                        .formatted(file);
        String message = "{\"type\":\"object\",\"properties\":{%s}}".formatted(content);
        String messages = "{\"type\":\"array\",\"items\":%s}".formatted(message);
        try {
            return new ObjectMapper()
                    .readTree(
                            "{\"type\":\"object\",\"properties\":{%1$s,\"user_message\":%2$s,\"assistant_message\":%2$s,\"chat_messages\":%3$s,\"items\":%3$s}}"
                                    .formatted(content, message, messages));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the schema is JSON", e);
        }
    }
}
