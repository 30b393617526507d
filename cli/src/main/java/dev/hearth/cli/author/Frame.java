package dev.hearth.cli.author;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One message of the runner protocol (docs/architecture/10-runner-protocol.md).
 *
 * @param payload JSON of the app, or empty
 */
record Frame(JsonNode header, String payload) {
    String type() {
        return header.path("type").asText();
    }

    String text(String member) {
        return header.path(member).asText("");
    }
}
