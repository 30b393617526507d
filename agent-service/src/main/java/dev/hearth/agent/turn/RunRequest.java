package dev.hearth.agent.turn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.chat.ContentPart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message of a user, as clients send it (wire protocol 5.2).
 *
 * @param chat null: a new one
 * @param agent reference; null: not given
 * @param agentConfig of an ad-hoc agent; null: not given
 */
record RunRequest(
        @Nullable String chat,
        @Nullable String agent,
        @Nullable JsonNode agentConfig,
        @Nullable String agentName,
        Map<String, String> context,
        List<ContentPart> content) {
    private static final Set<String> IMAGES = Set.of("png", "jpg", "jpeg", "gif", "webp", "bmp", "svg", "avif", "heic");

    RunRequest {
        context = Map.copyOf(context);
        content = List.copyOf(content);
    }

    /** The body of {@code POST /agents/run}. */
    static RunRequest of(ObjectNode body) {
        JsonNode config = body.path("agent_config");
        if (!isAbsent(config) && !config.isObject()) {
            throw TurnErrors.invalid("agent_config", "must be an object");
        }
        return new RunRequest(
                text(body, "chat_id"),
                text(body, "agent"),
                isAbsent(config) ? null : config,
                text(body, "agent_name"),
                context(body.path("context")),
                content(body.path("input"), "input"));
    }

    /** The body of {@code POST /chats/{id}/messages}. */
    static RunRequest ofMessage(String chat, ObjectNode body) {
        JsonNode message = body.path("message");
        return new RunRequest(chat, null, null, null, Map.of(), content(message, "message"));
    }

    /** @param context variables of a new chat */
    static Map<String, String> context(JsonNode context) {
        Map<String, String> variables = new LinkedHashMap<>();
        if (isAbsent(context)) {
            return variables;
        }
        if (!context.isObject()) {
            throw TurnErrors.invalid("context", "must be an object of strings");
        }
        context.properties().forEach(entry -> {
            if (entry.getValue().isContainerNode()) {
                throw TurnErrors.invalid("context." + entry.getKey(), "must be a string");
            }
            if (!entry.getValue().isNull()) {
                variables.put(entry.getKey(), entry.getValue().asText());
            }
        });
        return variables;
    }

    private static List<ContentPart> content(JsonNode input, String at) {
        List<ContentPart> parts = new ArrayList<>();
        if (input.isTextual()) {
            addText(parts, input.asText());
        } else if (input.isObject()) {
            JsonNode text = input.path("text");
            if (!isAbsent(text) && !text.isTextual()) {
                throw TurnErrors.invalid(at + ".text", "must be a string");
            }
            addText(parts, text.asText(""));
            for (JsonNode image : array(input, at, "images")) {
                parts.add(new ContentPart.Image(uri(image, at + ".images")));
            }
            for (JsonNode file : array(input, at, "files")) {
                parts.add(new ContentPart.FileLink(uri(file, at + ".files")));
            }
            for (JsonNode file : array(input, at, "attachments")) {
                parts.add(attachment(file, at + ".attachments"));
            }
        } else if (!isAbsent(input)) {
            throw TurnErrors.invalid(at, "must be an object");
        }
        if (parts.isEmpty()) {
            throw TurnErrors.invalid(at, "says nothing: it has neither text nor files");
        }
        return parts;
    }

    private static void addText(List<ContentPart> parts, String text) {
        if (!text.isEmpty()) {
            parts.add(new ContentPart.Text(text));
        }
    }

    private static ContentPart attachment(JsonNode file, String at) {
        String uri = uri(file, at);
        String type = file.path("content_type").asText("");
        return type.startsWith("image/")
                        || (type.isEmpty() && isImage(file.path("filename").asText(uri)))
                ? new ContentPart.Image(uri)
                : new ContentPart.FileLink(uri);
    }

    private static boolean isImage(String name) {
        return IMAGES.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    private static String uri(JsonNode file, String at) {
        JsonNode uri = file.isObject() ? file.path("uri") : file;
        if (!uri.isTextual() || uri.asText().isBlank()) {
            throw TurnErrors.invalid(at, "has an entry without a uri");
        }
        return uri.asText();
    }

    private static JsonNode array(JsonNode input, String at, String field) {
        JsonNode value = input.path(field);
        if (!isAbsent(value) && !value.isArray()) {
            throw TurnErrors.invalid(at + "." + field, "must be an array");
        }
        return value;
    }

    private static @Nullable String text(ObjectNode body, String field) {
        JsonNode value = body.path(field);
        if (isAbsent(value)) {
            return null;
        }
        if (!value.isTextual()) {
            throw TurnErrors.invalid(field, "must be a string");
        }
        return value.asText().isBlank() ? null : value.asText();
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }
}
