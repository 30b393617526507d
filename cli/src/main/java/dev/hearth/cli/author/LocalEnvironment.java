package dev.hearth.cli.author;

import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import dev.hearth.cli.console.Interruption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The Python environment of an app on this machine, with our own package over whatever the app asks for. Built once for equal
 * requirements, in a folder that gets its name when it is complete.
 */
final class LocalEnvironment {
    private static final String FIRST = "requirements.txt";
    private static final String SECOND = "requirements2.txt";

    private final Path cache;
    private final Uv uv;
    private final Consumer<String> progress;

    LocalEnvironment(Path cache, Uv uv, Consumer<String> progress) {
        this.cache = cache;
        this.uv = uv;
        this.progress = progress;
    }

    /**
     * The environment's interpreter.
     *
     * @param source a copy of the app that is ours
     */
    Path python(Path source, Python base) {
        try {
            Requirements first = Requirements.read(source, FIRST);
            Requirements second = Requirements.read(source, SECOND);
            Path folder = cache.resolve("environments").resolve(digest(source, base, first, second));
            if (!Files.isDirectory(folder)) {
                progress.accept(
                        "making an environment for Python %s (once for these requirements)".formatted(base.version()));
                build(source, base, first, second, folder);
            }
            return folder.resolve("bin/python");
        } catch (IOException | UncheckedIOException e) {
            throw new CliException(ExitCode.MISSING, "the environment cannot be made: " + e, e);
        }
    }

    private void build(Path source, Python base, Requirements first, Requirements second, Path folder)
            throws IOException {
        Files.createDirectories(folder.getParent());
        Path unfinished = Files.createTempDirectory(folder.getParent(), "new-");
        try (Interruption _ = Interruption.runs(() -> Folders.delete(unfinished))) {
            uv(
                    "the environment cannot be made",
                    List.of(
                            "venv",
                            "--quiet",
                            "--relocatable",
                            "--allow-existing",
                            "--no-project",
                            "--python",
                            base.executable().toString(),
                            unfinished.toString()),
                    source);
            install(source, unfinished, first, List.of(Installation.sdk().toString()));
            if (!second.isEmpty()) {
                install(source, unfinished, second, List.of());
            }
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Folders.delete(unfinished);
        }
    }

    /** With the same latitude that publishing gives: prereleases, and any index that has the package. */
    private void install(Path source, Path environment, Requirements requirements, List<String> more)
            throws IOException {
        Path file = Files.writeString(source.resolve(".hearth-" + requirements.file()), requirements.text());
        Path override = Files.writeString(
                source.resolve(".hearth-override.txt"), "inferencesh @ file://%s\n".formatted(Installation.sdk()));
        List<String> arguments = new ArrayList<>(List.of(
                "pip",
                "install",
                "--python",
                environment.resolve("bin/python").toString(),
                "--prerelease",
                "allow",
                "--index-strategy",
                "unsafe-best-match",
                "--override",
                override.toString(),
                "-r",
                file.toString()));
        arguments.addAll(more);
        Program.Ended ended = uv.run(arguments, source, line -> progress.accept("  " + line));
        Files.delete(file);
        Files.delete(override);
        if (!ended.isGood()) {
            throw new AuthorErrorException(
                    requirements.placeOf(ended.text()), "the requirements cannot be installed, see above");
        }
    }

    private void uv(String complaint, List<String> arguments, Path folder) {
        Program.Ended ended = uv.run(arguments, folder, line -> progress.accept("  " + line));
        if (!ended.isGood()) {
            throw new CliException(ExitCode.MISSING, complaint);
        }
    }

    private static String digest(Path source, Python base, Requirements... files) throws IOException {
        MessageDigest digest = sha256();
        add(digest, base.executable() + " " + base.version());
        boolean isWithFolders = false;
        for (Requirements requirements : files) {
            add(digest, requirements.file() + "\n" + requirements.text());
            isWithFolders |= requirements.namesFolders();
        }
        addTree(digest, Installation.sdk());
        if (isWithFolders) {
            addTree(digest, source);
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 12);
    }

    private static void addTree(MessageDigest digest, Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> sources = files.filter(Files::isRegularFile)
                    .filter(file ->
                            !folder.relativize(file).toString().matches(".*(__pycache__|[.]pytest_cache|tests/).*"))
                    .sorted()
                    .toList();
            for (Path file : sources) {
                add(digest, folder.relativize(file).toString());
                digest.update(Files.readAllBytes(file));
            }
        }
    }

    private static void add(MessageDigest digest, String text) {
        digest.update((text + "\0").getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
