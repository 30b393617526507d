package dev.hearth.cli.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A JSON document that the command line names: a file, or {@code -} for the standard input. */
public final class InputFile {
    private InputFile() {}

    /** The document. */
    public static JsonNode read(String name, InputStream standardInput) {
        String text = text(name, standardInput);
        try {
            JsonNode document = Json.parse(text);
            if (document.isMissingNode()) {
                throw new CliException(ExitCode.USAGE, "%s is empty, JSON is needed".formatted(shown(name)));
            }
            return document;
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
            throw new CliException(
                    ExitCode.USAGE,
                    "%s:%d:%d: not JSON: %s".formatted(shown(name), line, column, e.getOriginalMessage()),
                    e);
        }
    }

    /** The folder that a document was read from. */
    static Path folderOf(String name) {
        Path parent = name.isEmpty() || name.equals("-") ? null : Path.of(name).getParent();
        return parent == null ? Path.of("") : parent;
    }

    private static String text(String name, InputStream standardInput) {
        try {
            return name.equals("-")
                    ? new String(standardInput.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(Path.of(name));
        } catch (NoSuchFileException e) {
            throw new CliException(ExitCode.USAGE, "there is no file " + name, e);
        } catch (IOException e) {
            throw new CliException(ExitCode.USAGE, "cannot read %s: %s".formatted(shown(name), e), e);
        }
    }

    private static String shown(String name) {
        return name.equals("-") ? "the standard input" : name;
    }
}
