package dev.hearth.agent.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants of a chat; what is null stays as it is.
 *
 * @param agentConfig of an ad-hoc agent, as it was sent; wins over a reference, as it does with a message
 */
record ChatUpdate(
        @Nullable String name,
        @Nullable String description,
        @Nullable String visibility,
        @Nullable String agent,
        @Nullable JsonNode agentConfig,
        @Nullable String agentName,
        Map<String, String> context) {
    private static final int MAX_NAME = 512;
    private static final int MAX_TEXT = 16_384;
    private static final int MAX_VARIABLES = 128;
    private static final List<String> VISIBILITIES = List.of("private", "public", "unlisted");

    ChatUpdate {
        context = Map.copyOf(context);
    }

    static ChatUpdate read(ObjectNode body) {
        String visibility = text(body, "visibility", MAX_NAME);
        if (visibility != null && !VISIBILITIES.contains(visibility)) {
            throw invalid("visibility is not known: \"%s\"; there are %s".formatted(visibility, VISIBILITIES));
        }
        return new ChatUpdate(
                text(body, "name", MAX_NAME),
                text(body, "description", MAX_TEXT),
                visibility,
                text(body, "agent", MAX_NAME),
                config(body.path("agent_config")),
                text(body, "agent_name", MAX_NAME),
                context(body.path("context")));
    }

    /** Whether it names an agent in one of the two ways. */
    boolean hasAgent() {
        return agentConfig != null || agent != null;
    }

    String requireAgent() {
        if (agent == null || agent.isBlank()) {
            throw invalid("agent is missing");
        }
        return agent;
    }

    private static @Nullable JsonNode config(JsonNode given) {
        if (given.isMissingNode() || given.isNull()) {
            return null;
        }
        if (!given.isObject()) {
            throw invalid("agent_config must be an object");
        }
        return given;
    }

    private static Map<String, String> context(JsonNode given) {
        Map<String, String> context = new LinkedHashMap<>();
        if (given.isMissingNode() || given.isNull()) {
            return context;
        }
        if (!given.isObject() || given.size() > MAX_VARIABLES) {
            throw invalid("context must be an object of at most %d strings".formatted(MAX_VARIABLES));
        }
        given.properties().forEach(entry -> {
            if (entry.getValue().isContainerNode()) {
                throw invalid("context.%s must be a string".formatted(entry.getKey()));
            }
            if (!entry.getValue().isNull()) {
                context.put(
                        entry.getKey(),
                        bounded("context." + entry.getKey(), entry.getValue().asText(), MAX_TEXT));
            }
        });
        return context;
    }

    private static @Nullable String text(ObjectNode body, String member, int max) {
        JsonNode given = body.path(member);
        if (given.isMissingNode() || given.isNull()) {
            return null;
        }
        if (!given.isTextual()) {
            throw invalid("%s must be a string, is %s".formatted(member, given));
        }
        return bounded(member, given.textValue(), max);
    }

    private static String bounded(String at, String text, int max) {
        if (text.length() > max || text.indexOf('\0') >= 0) {
            throw invalid("%s must have at most %d characters and no U+0000".formatted(at, max));
        }
        return text;
    }

    private static ServiceException invalid(String message) {
        return new ServiceException(ErrorCode.INVALID_REQUEST, message);
    }
}
