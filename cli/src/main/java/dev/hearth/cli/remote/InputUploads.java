package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Uploads the files of this machine that an input names where its app expects files, and puts their URLs in their place. */
final class InputUploads {
    private static final Pattern ADDRESS = Pattern.compile("(?i)(data:|[a-z][a-z0-9+.-]*://).*", Pattern.DOTALL);
    private static final Pattern REFERENCE = Pattern.compile("([^/@:]+)/([^/@:]+)(?:@([^:]+))?(?::(.+))?");

    private final GatewayClient gateway;
    private final Consumer<String> progress;
    private final Map<Path, String> uploaded = new HashMap<>();

    InputUploads(GatewayClient gateway, Consumer<String> progress) {
        this.gateway = gateway;
        this.progress = progress;
    }

    /**
     * The call with URLs in place of paths. The app is looked up only if some text of the input may be a path.
     *
     * @param folder where the input was read from; paths are looked for there after the working folder
     */
    TaskRunner.Call uploaded(TaskRunner.Call call, Path folder) {
        Matcher reference = REFERENCE.matcher(call.app());
        if (!reference.matches() || (!mayNameFile(call.input(), folder) && !mayNameFile(call.setup(), folder))) {
            return call;
        }
        JsonNode version = version(reference);
        String function = call.function().isEmpty()
                ? Objects.requireNonNullElse(
                        reference.group(4), version.path("default_function").asText("run"))
                : call.function();
        JsonNode own = version.path("functions").path(function).path("input_schema");
        JsonNode schema = own.isObject() ? own : version.path("input_schema");
        JsonNode input = new FilePlaces(schema, (place, value, mayBeText) -> changed(place, value, mayBeText, folder))
                .walk("input", call.input());
        JsonNode setup = new FilePlaces(
                        version.path("setup_schema"),
                        (place, value, mayBeText) -> changed(place, value, mayBeText, folder))
                .walk("setup", call.setup());
        return new TaskRunner.Call(call.app(), call.function(), input, setup, call.session(), call.sessionTimeout());
    }

    private JsonNode version(Matcher reference) {
        JsonNode app = gateway.get("/apps/%s/%s".formatted(reference.group(1), reference.group(2)));
        String wanted = reference.group(3);
        return wanted == null
                ? app.path("version")
                : gateway.get("/apps/%s/versions/%s".formatted(app.path("id").asText(), wanted))
                        .path("version");
    }

    /** Whether some text may be a path: it names a file that is there, or looks like nothing else. */
    private static boolean mayNameFile(JsonNode value, Path folder) {
        if (value.isTextual()) {
            String text = value.asText();
            return !text.isEmpty()
                    && !ADDRESS.matcher(text).matches()
                    && (text.matches("(~|\\.{1,2})?/.*") || find(text, folder).isPresent());
        }
        for (JsonNode part : value) {
            if (mayNameFile(part, folder)) {
                return true;
            }
        }
        return false;
    }

    private JsonNode changed(String place, JsonNode value, boolean mayBeText, Path folder) {
        boolean isObject = value.isObject() && value.path("uri").asText("").isEmpty();
        String path = isObject ? value.path("path").asText("") : value.asText("");
        if (path.isEmpty() || ADDRESS.matcher(path).matches()) {
            return value;
        }
        Optional<Path> found = find(path, folder);
        if (found.isEmpty() && mayBeText && !isObject) {
            return value;
        }
        Path file = found.orElseThrow(
                        () -> new CliException(ExitCode.USAGE, "%s: there is no file %s".formatted(place, path)))
                .toAbsolutePath()
                .normalize();
        return TextNode.valueOf(uploaded.computeIfAbsent(file, this::upload));
    }

    private String upload(Path file) {
        String name = file.getFileName().toString();
        progress.accept("uploading " + name);
        String type =
                Objects.requireNonNullElse(URLConnection.guessContentTypeFromName(name), "application/octet-stream");
        JsonNode stored = new FileUpload(gateway, progress).put(file, name, type, "uploads");
        return stored.path("uri").asText();
    }

    private static Optional<Path> find(String text, Path folder) {
        try {
            Path path =
                    text.startsWith("~/") ? Path.of(System.getProperty("user.home"), text.substring(2)) : Path.of(text);
            return Files.isRegularFile(path)
                    ? Optional.of(path)
                    : Optional.of(folder.resolve(path)).filter(Files::isRegularFile);
        } catch (InvalidPathException e) {
            return Optional.empty(); // a text that no path can be
        }
    }
}
