package dev.hearth.cli.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.cli.console.Console;
import java.util.ArrayList;
import java.util.List;

/** Prints events: as they are, or a line that people can read. */
final class EventPrinter {
    private final Console console;
    private final boolean json;

    EventPrinter(Console console, boolean json) {
        this.console = console;
        this.json = json;
    }

    void print(String event) {
        if (json) {
            console.print(event);
            return;
        }
        try {
            console.print(line(Json.parse(event)));
        } catch (JsonProcessingException e) {
            console.print(event); // whoever wrote this to the topic, it is what a reader of the topic gets
        }
    }

    private static String line(JsonNode event) {
        JsonNode data = event.path("data");
        List<String> passed = new ArrayList<>();
        data.path("transitions").forEach(step -> passed.add(step.path("status").asText()));
        if (passed.isEmpty()) {
            passed.add(data.path("status").asText(event.path("type").asText()));
        }
        return "%s  %s  v%s  %s"
                .formatted(
                        event.path("time").asText(),
                        event.path("subject").asText(),
                        data.path("version").asText("?"),
                        String.join(" > ", passed));
    }
}
