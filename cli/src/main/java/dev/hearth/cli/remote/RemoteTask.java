package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** A task as the gateway shows it. */
record RemoteTask(JsonNode json) {
    private static final int RECEIVED = 1;
    private static final int QUEUED = 2;
    private static final int COMPLETED = 10;
    private static final int FAILED = 11;
    private static final int CANCELLED = 12;

    String id() {
        return text("id");
    }

    int status() {
        return json.path("status").asInt();
    }

    /** The status in words: {@code setting up}. */
    String statusText() {
        return json.path("status_text")
                .asText("status " + status())
                .toLowerCase(Locale.ROOT)
                .replace('_', ' ');
    }

    boolean isFinal() {
        return status() == COMPLETED || status() == FAILED || status() == CANCELLED;
    }

    boolean isCompleted() {
        return status() == COMPLETED;
    }

    JsonNode output() {
        return json.path("output");
    }

    boolean hasOutput() {
        return !output().isMissingNode() && !output().isNull();
    }

    String error() {
        return text("error");
    }

    JsonNode logs() {
        return json.path("logs");
    }

    /** Why it waits; empty if it does not, or does not say. */
    String waitReason() {
        boolean waits = status() == RECEIVED || status() == QUEUED;
        return waits ? json.path("wait_reason").path("text").asText("") : "";
    }

    String text(String field) {
        return json.path(field).asText("").equals("null")
                ? ""
                : json.path(field).asText("");
    }
}
