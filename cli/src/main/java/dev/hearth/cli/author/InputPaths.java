package dev.hearth.cli.author;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import dev.hearth.cli.remote.FilePlaces;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Turns paths into file URIs where an input's schema says that there are files. */
final class InputPaths {
    private static final Pattern WITH_SCHEME = Pattern.compile("(?s)[A-Za-z][A-Za-z0-9+.-]+:.*");

    private final Path base;

    /** @param base where the input was read from; paths are looked for there, then in the working folder */
    InputPaths(Path base) {
        this.base = base;
    }

    JsonNode resolve(JsonNode schema, JsonNode input) {
        return new FilePlaces(schema, this::fileAt).walk("input", input.deepCopy());
    }

    private JsonNode fileAt(String place, JsonNode value, boolean mayBeText) {
        boolean isOnlyPath = value.path("uri").asText("").isEmpty() && value.hasNonNull("path");
        if (value instanceof ObjectNode object && isOnlyPath) {
            ObjectNode file = object.deepCopy();
            file.remove("path");
            file.put("uri", uriOf(object.path("path").asText(), place));
            return file;
        }
        boolean isPath = value.isTextual()
                && !value.asText().isEmpty()
                && !WITH_SCHEME.matcher(value.asText()).matches();
        if (!isPath) {
            return value;
        }
        return mayBeText
                ? find(value.asText())
                        .<JsonNode>map(file -> TextNode.valueOf(file.toUri().toString()))
                        .orElse(value)
                : TextNode.valueOf(uriOf(value.asText(), place));
    }

    private String uriOf(String path, String place) {
        return find(path)
                .orElseThrow(() -> new CliException(
                        ExitCode.USAGE,
                        "%s: there is no file %s"
                                .formatted(place, base.resolve(path).toAbsolutePath())))
                .toUri()
                .toString();
    }

    private Optional<Path> find(String text) {
        try {
            return Stream.of(base.resolve(text), Path.of(text))
                    .map(path -> path.toAbsolutePath().normalize())
                    .filter(Files::isRegularFile)
                    .findFirst();
        } catch (InvalidPathException e) {
            return Optional.empty(); // a text that no path can be
        }
    }
}
