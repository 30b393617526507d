package dev.hearth.cli.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import java.util.ArrayList;
import java.util.List;

/** Error answers, in words for the user and with the exit code they lead to. */
final class Refusals {
    private static final int UNAUTHORIZED = 401;
    private static final int REQUIREMENTS_NOT_MET = 412;
    private static final int SERVER_ERRORS = 500;

    private Refusals() {}

    static CliException of(int status, String body) {
        JsonNode json = parse(body);
        String text = text(status, json, body);
        if (status >= SERVER_ERRORS) {
            return new CliException(ExitCode.UNAVAILABLE, "the server failed (HTTP %d): %s".formatted(status, text));
        }
        return new CliException(ExitCode.REFUSED, text);
    }

    private static String text(int status, JsonNode json, String body) {
        if (status == REQUIREMENTS_NOT_MET && json.path("errors").isArray()) {
            return "the app's requirements are not met: " + String.join("; ", unmet(json.path("errors")));
        }
        String message =
                json.path("error").path("message").asText(json.path("detail").asText(""));
        String code = json.path("error").path("code").asText("");
        if (message.isEmpty()) {
            String start = body.strip();
            message = start.isEmpty() ? "no reason given" : start.substring(0, Math.min(300, start.length()));
        }
        String hint =
                status == UNAUTHORIZED ? "; set INFERENCE_API_KEY, or run ./hearth up for a stack of your own" : "";
        return "%s (HTTP %d%s)%s".formatted(message, status, code.isEmpty() ? "" : " " + code, hint);
    }

    private static List<String> unmet(JsonNode errors) {
        List<String> lines = new ArrayList<>();
        for (JsonNode error : errors) {
            String action = error.path("action").path("type").asText("");
            String hint = action.isEmpty() ? "" : " (" + action.replace('_', ' ') + ")";
            lines.add(error.path("message").asText(error.path("key").asText("?")) + hint);
        }
        return lines;
    }

    private static JsonNode parse(String body) {
        try {
            return Json.parse(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance(); // not ours, perhaps a proxy's page; its text is shown as it is
        }
    }
}
