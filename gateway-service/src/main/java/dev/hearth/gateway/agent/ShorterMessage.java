package dev.hearth.gateway.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.http.JsonBytes;
import java.util.Set;

/** What a message can do without where it has to be short. Each method says whether it left anything out. */
final class ShorterMessage {
    private static final int KEPT = 1000;
    private static final Set<String> ENDED = Set.of("completed", "failed", "cancelled");

    private ShorterMessage() {}

    static boolean withoutResults(ObjectNode message) {
        boolean changed = false;
        for (JsonNode invocation : message.path("tool_invocations")) {
            changed |= withoutIfLong(invocation, "data");
            changed |= shorten(invocation, "result");
        }
        if (message.path("role").asText("").equals("tool")) {
            for (JsonNode part : message.path("content")) {
                changed |= shorten(part, "text");
            }
        }
        return changed;
    }

    /** Clients hand arguments to their own programs, and show them to whoever approves: those are kept until that is over. */
    static boolean withoutArguments(ObjectNode message) {
        boolean changed = false;
        for (JsonNode invocation : message.path("tool_invocations")) {
            JsonNode function = invocation.path("function");
            if (isSettled(invocation) && isLong(function.path("arguments")) && function instanceof ObjectNode object) {
                object.putObject("arguments");
                changed = true;
            }
        }
        for (JsonNode part : message.path("content")) {
            for (JsonNode call : part.path("tool_calls")) {
                changed |= shorten(call.path("function"), "arguments");
            }
        }
        return changed;
    }

    static boolean withoutWidgets(ObjectNode message) {
        boolean changed = false;
        for (JsonNode invocation : message.path("tool_invocations")) {
            changed |= isSettled(invocation) && withoutIfLong(invocation, "widget");
        }
        return changed;
    }

    /** The type of a file stays. */
    static boolean withoutInlineFiles(ObjectNode message) {
        boolean changed = false;
        for (JsonNode part : message.path("content")) {
            changed |= withoutInlineFile(part, "image");
            changed |= withoutInlineFile(part, "file");
        }
        return changed;
    }

    private static boolean withoutInlineFile(JsonNode part, String member) {
        String uri = part.path(member).asText("");
        boolean isInline = uri.length() > KEPT && uri.regionMatches(true, 0, "data:", 0, "data:".length());
        if (isInline && part instanceof ObjectNode object) {
            object.put(member, uri.substring(0, uri.indexOf(',') + 1));
        }
        return isInline;
    }

    /** Nobody outside is going to do anything about it. */
    private static boolean isSettled(JsonNode invocation) {
        String status = invocation.path("status").asText("");
        return ENDED.contains(status)
                || (status.equals("in_progress")
                        && !invocation.path("type").asText("").equals("client"));
    }

    private static boolean withoutIfLong(JsonNode node, String member) {
        return isLong(node.path(member)) && node instanceof ObjectNode object && object.remove(member) != null;
    }

    private static boolean isLong(JsonNode value) {
        return JsonBytes.lineSizeOf(value.toString()) > KEPT;
    }

    private static boolean shorten(JsonNode node, String member) {
        String text = node.path(member).asText("");
        boolean isLong = text.length() > KEPT;
        if (isLong && node instanceof ObjectNode object) {
            object.put(member, text.substring(0, KEPT) + "…");
        }
        return isLong;
    }
}
