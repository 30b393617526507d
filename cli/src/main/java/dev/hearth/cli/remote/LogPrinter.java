package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Prints each piece of a task's log once, however often it is shown. */
final class LogPrinter {
    private final Consumer<String> out;
    private final Set<String> printed = new HashSet<>();

    LogPrinter(Consumer<String> out) {
        this.out = out;
    }

    void print(JsonNode logs) {
        for (JsonNode log : logs) {
            String content = log.path("content").asText("");
            String identity = log.path("id").asText(log.path("created_at").asText("") + content);
            if (printed.add(identity)) {
                content.stripTrailing().lines().forEach(out);
            }
        }
    }
}
