package dev.hearth.cli.author;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import dev.hearth.cli.console.Interruption;
import dev.hearth.cli.remote.AppManifest;
import dev.hearth.cli.remote.InputFile;
import dev.hearth.cli.remote.Json;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "test",
        description = {
            "Calls the app in a folder on this machine, without a stack, by the code that engines call it with.",
            "Files in the input may be paths, those in the output are. Declared secrets come from the environment.",
            "Ctrl-C cancels the call. Exit code 1: the app cannot be published as it is, or the call failed."
        },
        mixinStandardHelpOptions = true)
final class AppTestCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "The folder with inf.yml and inference.py.")
    private Path folder = Path.of(".");

    @Option(names = "--input", paramLabel = "FILE", description = "JSON; - for the standard input; {} by default.")
    private String input = "";

    @Option(names = "--function", description = "Instead of the app's default function.")
    private String function = "";

    @Option(names = "--setup", paramLabel = "FILE", description = "JSON with the app's setup parameters.")
    private String setup = "";

    @Option(names = "--output", paramLabel = "FOLDER", description = "Where output files go; a new folder by default.")
    private String output = "";

    @Option(names = "--json", description = "Print what a program can read: the call's end, on one line.")
    private boolean json;

    private final Console console;
    private final Map<String, String> environment;
    private JsonNode printed = MissingNode.getInstance();

    AppTestCommand(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        AppManifest.read(folder);
        LocalManifest manifest = LocalManifest.read(folder);
        JsonNode given = input.isEmpty() ? Json.object() : InputFile.read(input, System.in);
        String parameters = setup.isEmpty() ? "" : Json.line(InputFile.read(setup, System.in));
        Map<String, String> variables = new TreeMap<>(manifest.variables());
        variables.putAll(manifest.secrets(environment));
        try (Scratch scratch = Scratch.of(folder)) {
            scratch.warnings().forEach(warning -> console.progress("warning: " + warning));
            LocalCall call = new LocalCall(scratch, manifest, console::progress);
            JsonNode described;
            Path python;
            try (Interruption _ = Interruption.runs(scratch::close)) {
                python = python(manifest, scratch);
                described = call.describe(python);
            }
            described.path("warnings").forEach(warning -> console.progress("warning: " + warning.asText()));
            JsonNode resolved = new InputPaths(inputFolder()).resolve(inputSchema(described), given);
            LocalExchange files = new LocalExchange(scratch.files(), this::outputFolder);
            LocalCall.Order order = new LocalCall.Order(variables, parameters, function, Json.line(resolved));
            return end(call.run(python, order, files, this::onPartial)).number();
        } catch (AuthorErrorException e) {
            throw new CliException(ExitCode.FAILED, at(e.where()) + e.getMessage(), e);
        }
    }

    private Path python(LocalManifest manifest, Scratch scratch) {
        Python base = Python.nearest(manifest.pythonMinor());
        if (!base.hasMinor(manifest.pythonMinor())) {
            console.progress("warning: Python 3.%d is not on this machine, testing with %s"
                    .formatted(manifest.pythonMinor(), base.version()));
        }
        Path cache = Folders.cache(environment);
        Uv uv = Uv.find(cache, environment, console::progress);
        return new LocalEnvironment(cache, uv, console::progress).python(scratch.source(), base);
    }

    private JsonNode inputSchema(JsonNode described) {
        return function.isEmpty()
                ? described.path("input_schema")
                : described.path("functions").path(function).path("input_schema");
    }

    private Path inputFolder() {
        boolean isFile = !input.isEmpty() && !input.equals("-");
        return isFile ? Objects.requireNonNull(Path.of(input).toAbsolutePath().getParent()) : Path.of("");
    }

    private Path outputFolder() {
        if (output.isEmpty()) {
            output = Folders.temporary("hearth-output-").toString();
        }
        return Path.of(output).toAbsolutePath();
    }

    private void onPartial(JsonNode partial) {
        if (!json) {
            printed = partial;
            console.print(Json.line(partial));
        }
    }

    private ExitCode end(LocalCall.Ended ended) {
        if (json) {
            ObjectNode result = Json.object().put("status", ended.status());
            result.set("output", ended.output());
            result.put("error", ended.error()).put("error_code", ended.code()).put("where", ended.where());
            console.print(Json.line(result));
        } else if (ended.isCompleted() && !ended.output().equals(printed)) {
            console.print(Json.pretty(ended.output()));
        }
        if (!ended.isCompleted()) {
            String code = ended.code().isEmpty() ? ended.status() : ended.code();
            console.progress(
                    "%s%s%s".formatted(at(ended.where()), code, ended.error().isEmpty() ? "" : ": " + ended.error()));
        }
        return ended.isCompleted() ? ExitCode.OK : ExitCode.FAILED;
    }

    private String at(String where) {
        return where.isEmpty() ? "" : folder.resolve(where) + ": ";
    }
}
