package dev.hearth.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The parts of the stack and their processes, as {@code hearth status} tells them. The Python runners, which the engine
 * started, are a part of their own.
 */
record StackParts(Map<String, Long> pids) {
    static final String RUNNERS = "runners";
    private static final String ENGINE = "worker";

    StackParts {
        pids = new LinkedHashMap<>(pids); // keeps the order
    }

    static StackParts read(Cli cli) throws IOException, InterruptedException {
        return parse(cli.output("status", "--json"));
    }

    static StackParts parse(String json) throws IOException {
        Map<String, Long> pids = new LinkedHashMap<>();
        for (JsonNode part : new ObjectMapper().readTree(json).path("parts")) {
            if (part.path("pid").asLong() > 0) {
                pids.put(part.path("name").asText(), part.path("pid").asLong());
            }
        }
        return new StackParts(pids);
    }

    /** The processes of each part just now. */
    Map<String, Set<Long>> processes(ProcessTable table) {
        Map<String, Set<Long>> processes = new LinkedHashMap<>();
        pids.forEach((part, pid) -> {
            Set<Long> family = table.familyOf(pid);
            if (part.equals(ENGINE)) {
                Set<Long> runners = new TreeSet<>(family);
                runners.remove(pid);
                processes.put(ENGINE, Set.of(pid));
                processes.put(RUNNERS, runners);
            } else {
                processes.put(part, family);
            }
        });
        return processes;
    }
}
