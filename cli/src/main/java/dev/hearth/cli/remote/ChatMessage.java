package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** A message of a chat, as the gateway shows it. */
record ChatMessage(JsonNode json) {
    String id() {
        return json.path("id").asText("");
    }

    boolean isAssistants() {
        return json.path("role").asText("").equals("assistant");
    }

    boolean isFailed() {
        return json.path("status").asText("").equals("failed");
    }

    /** All it says. */
    String text() {
        return parts("text");
    }

    /** Why there is no more to it; empty if there is. */
    String error() {
        return parts("error");
    }

    List<RemoteInvocation> invocations() {
        List<RemoteInvocation> invocations = new ArrayList<>();
        json.path("tool_invocations").forEach(each -> invocations.add(new RemoteInvocation(each)));
        return invocations;
    }

    private String parts(String field) {
        StringBuilder text = new StringBuilder();
        for (JsonNode part : json.path("content")) {
            boolean isThought = part.path("type").asText("").equals("reasoning");
            if (!isThought && part.path(field).isTextual()) {
                text.append(part.path(field).asText());
            }
        }
        return text.toString();
    }
}
