package dev.hearth.worker.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.worker.environment.BuildFailedException;
import java.util.List;
import java.util.Map;

/** What {@code inf.yml} may hold at its top. A key with another shape would be overlooked, and its author left to wonder. */
final class ManifestShape {
    private static final List<String> MAPS = List.of("resources", "env", "images", "variants");
    private static final List<String> LISTS = List.of("secrets", "integrations");
    private static final List<String> TEXTS =
            List.of("name", "namespace", "description", "category", "kernel", "default_function");

    private final String text;

    /** @param text of the file, to name lines of */
    ManifestShape(String text) {
        this.text = text;
    }

    void require(ObjectNode manifest) throws BuildFailedException {
        for (String key : MAPS) {
            require(key, manifest.path(key).isObject(), manifest, "a map of keys and values");
        }
        for (String key : LISTS) {
            require(key, manifest.path(key).isArray(), manifest, "a list, each entry with its key: '- key: NAME'");
            for (JsonNode entry : manifest.path(key)) {
                require(key, hasKey(entry), manifest, "a list, each entry with its key: '- key: NAME'");
            }
        }
        for (String key : TEXTS) {
            require(key, manifest.path(key).isValueNode(), manifest, "text");
        }
        for (Map.Entry<String, JsonNode> variable : manifest.path("env").properties()) {
            require("env", variable.getValue().isValueNode(), manifest, "a map of names and texts");
        }
        JsonNode gpu = manifest.path("resources").path("gpu");
        require("resources", gpu.isObject() || isAbsent(gpu), manifest, "a map whose gpu is a map too");
    }

    private void require(String key, boolean fits, ObjectNode manifest, String wanted) throws BuildFailedException {
        if (!fits && !isAbsent(manifest.path(key))) {
            throw new BuildFailedException("inf.yml:%d: %s must be %s".formatted(lineOf(key), key, wanted));
        }
    }

    private static boolean hasKey(JsonNode entry) {
        return entry.path("key").isTextual() && !entry.path("key").asText().isBlank();
    }

    /** An empty text stands for nothing too, as generators of such files write it. */
    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode()
                || value.isNull()
                || (value.isTextual() && value.asText().isBlank());
    }

    private int lineOf(String key) {
        List<String> lines = text.lines().toList();
        for (int line = 0; line < lines.size(); line++) {
            if (lines.get(line).matches("[\"']?" + key + "[\"']?\\s*:.*")) {
                return line + 1;
            }
        }
        return 1;
    }
}
