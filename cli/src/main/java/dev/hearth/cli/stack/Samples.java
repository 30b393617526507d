package dev.hearth.cli.stack;

import dev.hearth.cli.connection.AppVerbs;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The apps that come with Hearth: publishes them and runs one, so that a new stack shows that it works. */
final class Samples {
    static final String FIRST_APP = "infsh/text-templating";
    static final String FIRST_INPUT =
            "{\"template\": \"Hello {1}, this is {2}.\", \"strings\": [\"world\", \"Hearth\"]}";

    /** The tests of the official clients call {@code infsh/text-templating@53bk0yzk}. */
    private static final Map<String, String> TAGS = Map.of("text-templating", "53bk0yzk");

    /** Those with environments of hundreds of megabytes, published when asked for. */
    private static final Set<String> LARGE = Set.of("smollm2");

    private final AppVerbs apps;
    private final Console console;

    Samples(AppVerbs apps, Console console) {
        this.apps = apps;
        this.console = console;
    }

    /** @param large with those whose environments are large */
    void publishAndRun(boolean large) {
        List<Path> folders = folders().stream()
                .filter(folder -> large || !LARGE.contains(folder.getFileName().toString()))
                .toList();
        if (folders.isEmpty()) {
            return;
        }
        console.progress("Publishing the sample apps");
        for (Path folder : folders) {
            publish(folder);
        }
        long start = System.nanoTime();
        String output = apps.run(FIRST_APP, FIRST_INPUT, console::progress);
        console.progress("A first task, %s, took %s:"
                .formatted(FIRST_APP, Console.seconds(Duration.ofNanos(System.nanoTime() - start))));
        console.print("  " + output);
    }

    /** Tells that it builds and that it is done; the whole course only when it went wrong. */
    private void publish(Path folder) {
        String name = folder.getFileName().toString();
        long start = System.nanoTime();
        List<String> course = new ArrayList<>();
        try {
            String app = apps.deploy(folder, TAGS.getOrDefault(name, ""), line -> {
                course.add(line);
                if (line.equals("building")) {
                    console.progress("  %-16s builds …".formatted(name));
                }
            });
            String time = Console.seconds(Duration.ofNanos(System.nanoTime() - start));
            console.progress(
                    "  %-16s %s".formatted(name, course.contains("unchanged") ? "unchanged" : app + " after " + time));
        } catch (CliException e) {
            course.forEach(line -> console.progress(name, line));
            throw e;
        }
    }

    private static List<Path> folders() {
        Path apps = Repository.root().resolve("apps");
        if (!Files.isDirectory(apps)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(apps)) {
            return children.filter(folder -> Files.exists(folder.resolve("inf.yml")))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new CliException(ExitCode.MISSING, "cannot read " + apps + ": " + e, e);
        }
    }
}
