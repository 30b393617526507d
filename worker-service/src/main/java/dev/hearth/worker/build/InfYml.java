package dev.hearth.worker.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.hearth.worker.environment.BuildFailedException;
import dev.hearth.worker.environment.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * An app's configuration: {@code inf.yml} with the historic layout brought up to date, sizes in bytes and the kernel's name in
 * full. What is not known is kept as it is.
 *
 * @param manifest the normalized document
 */
record InfYml(ObjectNode manifest) {
    private static final ObjectMapper YAML =
            new YAMLMapper(YAMLFactory.builder().build());
    private static final Pattern VERSION = Pattern.compile("^(?:python-?)?(\\d+)\\.(\\d+)(?:\\.\\d+)?$");
    private static final String USUAL_KERNEL = "python-3.11";

    static InfYml read(Path source) throws BuildFailedException, IOException {
        Path file = source.resolve("inf.yml");
        if (!Files.isRegularFile(file)) {
            throw new BuildFailedException("inf.yml is missing at the top of the archive");
        }
        try {
            return parse(TextFile.read(file));
        } catch (JsonProcessingException e) {
            throw new BuildFailedException(
                    "inf.yml:%d: %s"
                            .formatted(
                                    e.getLocation() == null
                                            ? 1
                                            : e.getLocation().getLineNr(),
                                    e.getOriginalMessage()),
                    e);
        }
    }

    static InfYml parse(String text) throws BuildFailedException, JsonProcessingException {
        if (!(YAML.readTree(text) instanceof ObjectNode manifest)) {
            throw new BuildFailedException("inf.yml is not a map of keys and values");
        }
        new ManifestShape(text).require(manifest);
        takeVariant(manifest);
        manifest.put("kernel", kernelOf(manifest));
        normalizeResources(manifest);
        manifest.set("env", textsOf(manifest, "env"));
        return new InfYml(manifest);
    }

    /** Minor version of Python, such as {@code 3.11}. */
    String python() throws BuildFailedException {
        String kernel = manifest.path("kernel").asText();
        Matcher version = VERSION.matcher(kernel);
        if (!version.matches()) {
            throw new BuildFailedException(
                    "inf.yml: kernel '%s' is not one this installation runs: it runs Python, such as python-3.11"
                            .formatted(kernel));
        }
        return version.group(1) + "." + version.group(2);
    }

    /** Environment variables. */
    Map<String, String> environment() {
        Map<String, String> variables = new HashMap<>();
        manifest.path("env")
                .properties()
                .forEach(entry -> variables.put(entry.getKey(), entry.getValue().asText()));
        return variables;
    }

    String description() {
        return manifest.path("description").asText("");
    }

    String defaultFunction() {
        return manifest.path("default_function").asText("");
    }

    /** The layout of before there were setup parameters: resources, env and python in the default variant. */
    private static void takeVariant(ObjectNode manifest) {
        variantOf(manifest.path("variants")).ifPresent(variant -> {
            for (String key : new String[] {"resources", "env"}) {
                if (!manifest.path(key).isObject() && variant.path(key).isObject()) {
                    manifest.set(key, variant.get(key).deepCopy());
                }
            }
            if (manifest.path("kernel").asText("").isEmpty() && variant.hasNonNull("python")) {
                manifest.put("kernel", variant.get("python").asText());
            }
        });
    }

    private static Optional<JsonNode> variantOf(JsonNode variants) {
        if (variants.path("default").isObject()) {
            return Optional.of(variants.get("default"));
        }
        return StreamSupport.stream(variants.spliterator(), false)
                .filter(JsonNode::isObject)
                .min((one, other) -> Integer.compare(
                        one.path("order").asInt(), other.path("order").asInt()));
    }

    private static String kernelOf(ObjectNode manifest) {
        String kernel = manifest.path("kernel").asText("").strip();
        if (kernel.isEmpty() || kernel.equals("null")) {
            return USUAL_KERNEL;
        }
        if (kernel.equals("3.1")) {
            return "python-3.10"; // a bare 3.10 is a number in YAML, and loses its zero
        }
        return VERSION.matcher(kernel).replaceFirst("python-$1.$2");
    }

    private static void normalizeResources(ObjectNode manifest) throws BuildFailedException {
        ObjectNode resources = objectAt(manifest, "resources");
        ObjectNode gpu = objectAt(resources, "gpu");
        long count = Math.max(0, (long) numberAt(gpu, "count", "resources.gpu.count"));
        gpu.put("count", count);
        gpu.put("vram", count == 0 ? 0 : Units.bytesOf(numberAt(gpu, "vram", "resources.gpu.vram")));
        String type = gpu.path("type").asText("");
        gpu.put("type", count == 0 ? "none" : type.isEmpty() || type.equals("none") ? "any" : type);
        resources.put("ram", Units.bytesOf(numberAt(resources, "ram", "resources.ram")));
    }

    private static ObjectNode objectAt(ObjectNode parent, String key) {
        return parent.get(key) instanceof ObjectNode object ? object : parent.putObject(key);
    }

    private static double numberAt(ObjectNode parent, String key, String name) throws BuildFailedException {
        JsonNode value = parent.path(key);
        if (value.isMissingNode()
                || value.isNull()
                || (value.isTextual() && value.asText().isEmpty())) {
            return 0;
        }
        try {
            return value.isNumber()
                    ? value.asDouble()
                    : Units.numberOf(value.asText().strip());
        } catch (NumberFormatException e) {
            throw new BuildFailedException(
                    "inf.yml: %s is '%s', not a number such as 8 or 16GB".formatted(name, value.asText()), e);
        }
    }

    private static ObjectNode textsOf(ObjectNode manifest, String key) {
        ObjectNode texts = YAML.createObjectNode();
        manifest.path(key)
                .properties()
                .forEach(entry -> texts.put(
                        entry.getKey(),
                        entry.getValue().isNull() ? "" : entry.getValue().asText()));
        return texts;
    }
}
