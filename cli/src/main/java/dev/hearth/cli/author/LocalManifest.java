package dev.hearth.cli.author;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import dev.hearth.cli.remote.AppManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What of an {@code inf.yml} matters to a run on this machine. */
record LocalManifest(JsonNode document) {
    private static final Pattern KERNEL = Pattern.compile("(?:python-)?3\\.(\\d+).*");
    private static final int USUAL_MINOR = 11;

    /** Reads it; {@link AppManifest} has made sure that it is there, and YAML. */
    static LocalManifest read(Path folder) {
        Path file = folder.resolve(AppManifest.FILE);
        try {
            return new LocalManifest(new YAMLMapper().readTree(file.toFile()));
        } catch (IOException e) {
            throw new CliException(ExitCode.USAGE, "cannot read %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** The 11 of {@code python-3.11}. */
    int pythonMinor() {
        String kernel = document.path("kernel").asText("").strip();
        if (kernel.isEmpty() || kernel.equals("null")) {
            return USUAL_MINOR;
        }
        Matcher matcher = KERNEL.matcher(kernel);
        if (!matcher.matches()) {
            throw new AuthorErrorException(
                    AppManifest.FILE,
                    "kernel '%s' is not one that runs here; use such as python-3.11".formatted(kernel));
        }
        int minor = Integer.parseInt(matcher.group(1));
        return minor == 1 ? 10 : minor; // a bare 3.10 is a number in YAML, and loses its zero
    }

    String defaultFunction() {
        return document.path("default_function").asText("");
    }

    Map<String, String> variables() {
        Map<String, String> variables = new TreeMap<>();
        document.path("env")
                .properties()
                .forEach(each -> variables.put(
                        each.getKey(),
                        each.getValue().isNull() ? "" : each.getValue().asText()));
        return variables;
    }

    /** The declared secrets, as far as the environment has them. */
    Map<String, String> secrets(Map<String, String> environment) {
        Map<String, String> secrets = new TreeMap<>();
        for (JsonNode secret : document.path("secrets")) {
            String key = secret.path("key").asText("");
            String value = environment.get(key);
            if (value != null) {
                secrets.put(key, value);
            } else if (!secret.path("optional").asBoolean(false)) {
                throw new CliException(
                        ExitCode.MISSING,
                        "the app needs the secret %s: set the variable %s to a value for the test".formatted(key, key));
            }
        }
        return secrets;
    }
}
