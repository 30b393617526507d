package dev.hearth.cli.author;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import dev.hearth.cli.console.Interruption;
import dev.hearth.cli.remote.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "init",
        description = {"Makes a new app in a folder that is empty or not there.", "Its name is the folder's."},
        mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", arity = "0..1", description = "The folder; the working folder by default.")
    private Path folder = Path.of(".");

    @Option(
            names = "--template",
            completionCandidates = Words.class,
            defaultValue = "minimal",
            description = "One of: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private String template = "minimal";

    @Option(names = "--json", description = "Print what a program can read.")
    private boolean json;

    private final Console console;

    InitCommand(Console console) {
        this.console = console;
    }

    /** What can be typed. */
    static final class Words implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Template.values()).map(Template::word).iterator();
        }
    }

    @Override
    public Integer call() {
        Template chosen = Arrays.stream(Template.values())
                .filter(each -> each.word().equals(template))
                .findFirst()
                .orElseThrow(() -> new CliException(
                        ExitCode.USAGE,
                        "there is no template %s; one of: %s".formatted(template, String.join(", ", new Words()))));
        Path target = folder.toAbsolutePath().normalize();
        String name = nameOf(target);
        write(chosen, name, target);
        if (json) {
            ObjectNode result = Json.object().put("folder", target.toString()).put("name", name);
            chosen.files().forEach(result.putArray("files")::add);
            console.print(Json.line(result));
        } else {
            console.print(folder.toString());
            console.progress("%s: %s. Next:".formatted(name, chosen.summary()));
            console.progress("  app test %s --input %s".formatted(folder, folder.resolve("input.json")));
            console.progress("  app deploy " + folder);
        }
        return ExitCode.OK.number();
    }

    private static String nameOf(Path target) {
        Path last = target.getFileName();
        String name = last == null ? "" : last.toString().toLowerCase(Locale.ROOT);
        String slug = name.replaceAll("[^a-z0-9._-]+", "-").replaceAll("^[^a-z0-9]+|[^a-z0-9]+$", "");
        if (slug.isEmpty()) {
            throw new CliException(
                    ExitCode.USAGE, "%s gives no name for an app: choose another folder".formatted(target));
        }
        return slug;
    }

    /** Complete or not at all: written beside the folder first, then moved. */
    private static void write(Template template, String name, Path target) {
        try {
            requireEmpty(target);
            Path parent = Objects.requireNonNull(target.getParent());
            Files.createDirectories(parent);
            Path unfinished = Files.createTempDirectory(parent, ".hearth-init-");
            try (Interruption _ = Interruption.runs(() -> Folders.delete(unfinished))) {
                for (String file : template.files()) {
                    Files.writeString(unfinished.resolve(file), template.content(file, name));
                }
                Files.createDirectories(target);
                for (String file : template.files()) {
                    Files.move(unfinished.resolve(file), target.resolve(file));
                }
            } finally {
                Folders.delete(unfinished);
            }
        } catch (IOException e) {
            throw new CliException(ExitCode.MISSING, "cannot write to %s: %s".formatted(target, e), e);
        }
    }

    private static void requireEmpty(Path target) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        if (!Files.isDirectory(target)) {
            throw new CliException(ExitCode.USAGE, "%s is not a folder".formatted(target));
        }
        try (Stream<Path> children = Files.list(target)) {
            if (children.findAny().isPresent()) {
                throw new CliException(ExitCode.USAGE, "%s is not empty, and nothing is overwritten".formatted(target));
            }
        }
    }
}
