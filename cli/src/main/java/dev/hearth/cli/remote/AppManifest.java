package dev.hearth.cli.remote;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The two members of an {@code inf.yml} that decide where the app is published. The build reads the rest.
 *
 * @param namespace empty if it names none
 */
public record AppManifest(String namespace, String name) {
    public static final String FILE = "inf.yml";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    /** Reads it, and makes sure that the folder holds an app. One that holds none, or a broken one, is {@link ExitCode#FAILED}. */
    public static AppManifest read(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new CliException(ExitCode.USAGE, "there is no folder " + folder);
        }
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new CliException(ExitCode.FAILED, "%s is no app: it has no %s".formatted(folder, FILE));
        }
        requireCode(folder);
        JsonNode document = parse(file);
        String name = text(document, "name");
        if (name.isEmpty()) {
            throw new CliException(ExitCode.FAILED, "%s:1: 'name' is missing".formatted(file));
        }
        String namespace = text(document, "namespace");
        if (!NAME.matcher(name).matches()
                || (!namespace.isEmpty() && !NAME.matcher(namespace).matches())) {
            throw new CliException(
                    ExitCode.FAILED,
                    "%s: name '%s' or namespace '%s' has more than letters, digits, '-', '_' and '.'"
                            .formatted(file, name, namespace));
        }
        return new AppManifest(namespace, name);
    }

    private static void requireCode(Path folder) {
        boolean hasCode = Files.exists(folder.resolve("inference.py"))
                || Files.exists(folder.resolve("inference.js"))
                || Files.exists(folder.resolve("src/inference.js"));
        if (!hasCode) {
            throw new CliException(ExitCode.FAILED, "%s is no app: it has no inference.py".formatted(folder));
        }
    }

    private static JsonNode parse(Path file) {
        try {
            String text = Files.readString(file);
            return new YAMLMapper().readTree(text.startsWith("\ufeff") ? text.substring(1) : text);
        } catch (JsonProcessingException e) {
            JsonLocation where = e.getLocation();
            String reason = String.join(", ", reasons(e.getOriginalMessage()));
            throw new CliException(
                    ExitCode.FAILED,
                    "%s:%d: not YAML: %s".formatted(file, where == null ? 1 : where.getLineNr(), reason),
                    e);
        } catch (CharacterCodingException e) {
            throw new CliException(
                    ExitCode.FAILED, "%s is not text in UTF-8: save it in that encoding".formatted(file), e);
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "cannot read %s: %s".formatted(file, e), e);
        }
    }

    /** What the parser found, without its excerpts of the text. */
    private static List<String> reasons(String message) {
        return message.lines()
                .filter(line -> !line.isBlank() && !line.startsWith(" "))
                .toList();
    }

    private static String text(JsonNode document, String field) {
        JsonNode value = document.path(field);
        return value.isNull() ? "" : value.asText("").strip();
    }
}
