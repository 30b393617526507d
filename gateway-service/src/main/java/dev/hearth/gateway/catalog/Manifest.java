package dev.hearth.gateway.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the gateway reads in a version's {@code inf.yml}, which the build has turned into JSON with sizes in bytes. */
record Manifest(JsonNode json) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Reads a stored one. */
    static Manifest parse(String json) {
        try {
            return new Manifest(MAPPER.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored version holds a malformed manifest", e);
        }
    }

    ResourceNeeds resources() {
        JsonNode resources = json.path("resources");
        JsonNode gpu = resources.path("gpu");
        int count = gpu.path("count").asInt(0);
        String type = gpu.path("type").asText("");
        boolean anyType = type.isEmpty() || type.equals("none");
        return new ResourceNeeds(
                count,
                anyType ? "any" : type,
                count > 0 ? gpu.path("vram").asLong(0) : 0,
                resources.path("ram").asLong(0));
    }

    /** Secrets to inject as far as they are set: declared ones, and what declared integrations are connected with. */
    List<String> secretNames() {
        Set<String> names = new LinkedHashSet<>(keys("secrets", true));
        keys("integrations", true).forEach(key -> names.addAll(Integrations.variables(key)));
        return List.copyOf(names);
    }

    /** What a team needs before it can call: every secret and integration that is not optional. */
    List<Need> needs() {
        List<Need> needs = new ArrayList<>();
        keys("secrets", false).forEach(key -> needs.add(Need.secret(key)));
        keys("integrations", false).forEach(key -> needs.add(Need.integration(key)));
        return needs;
    }

    /** Seconds; 0: not said. */
    int maxRunSeconds() {
        return Math.max(0, json.path("max_run_seconds").asInt(0));
    }

    /** 1 with {@code retry: never}; 0: not said. */
    int maxAttempts() {
        return json.path("retry").asText("").equals("never")
                ? 1
                : Math.max(0, json.path("max_attempts").asInt(0));
    }

    Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> variable : json.path("env").properties()) {
            environment.put(variable.getKey(), variable.getValue().asText(""));
        }
        return environment;
    }

    String text(String member) {
        return json.path(member).asText("");
    }

    JsonNode object(String member) {
        JsonNode value = json.path(member);
        return value.isObject() ? value : JsonNodeFactory.instance.objectNode();
    }

    JsonNode array(String member) {
        JsonNode value = json.path(member);
        return value.isArray() ? value : JsonNodeFactory.instance.arrayNode();
    }

    private List<String> keys(String list, boolean withOptional) {
        List<String> keys = new ArrayList<>();
        for (JsonNode entry : json.path(list)) {
            String key =
                    entry.isTextual() ? entry.textValue() : entry.path("key").asText("");
            boolean optional = entry.path("optional").asBoolean(false);
            if (!key.isEmpty() && (withOptional || !optional)) {
                keys.add(key);
            }
        }
        return keys;
    }
}
