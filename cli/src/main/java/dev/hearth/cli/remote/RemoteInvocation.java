package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/** A use of a tool, as the gateway shows it. */
record RemoteInvocation(JsonNode json) {
    private static final int SHOWN = 200;

    String id() {
        return text("id");
    }

    String name() {
        return json.path("function").path("name").asText("");
    }

    String status() {
        return text("status");
    }

    boolean awaitsApproval() {
        return status().equals("awaiting_approval");
    }

    /** A program, or the user at a widget, has to say what comes of it. */
    boolean awaitsResult() {
        boolean isAnswerable = text("type").equals("client") || !widget().isMissingNode();
        return status().equals("awaiting_input") && isAnswerable;
    }

    JsonNode widget() {
        JsonNode widget = json.path("widget");
        return widget.isObject() ? widget : MissingNode.getInstance();
    }

    boolean isFinal() {
        return switch (status()) {
            case "completed", "failed", "cancelled" -> true;
            default -> false;
        };
    }

    /** As it is called: {@code weather {"city":"Rome"}}. */
    String call() {
        return name() + " " + shortened(Json.line(json.path("function").path("arguments")));
    }

    /** How it ended. */
    String end() {
        String result = text("result");
        return "%s %s%s".formatted(name(), status(), result.isEmpty() ? "" : ": " + shortened(result));
    }

    private String text(String field) {
        JsonNode value = json.path(field);
        return value.isNull() ? "" : value.asText("");
    }

    private static String shortened(String text) {
        String line = text.replace('\n', ' ');
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }
}
