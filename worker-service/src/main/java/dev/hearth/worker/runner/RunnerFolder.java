package dev.hearth.worker.runner;

import dev.hearth.worker.archive.Trees;
import dev.hearth.worker.jail.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folders of one runner on the host: its copy of the app, its home, its {@code /tmp}, the files of its tasks, and the scratch
 * folder with its socket.
 */
public final class RunnerFolder {
    /** A Unix socket's address holds no more. */
    private static final int LONGEST_ADDRESS = 100;

    private final Path root;
    private final Path scratch;
    private @Nullable Set<Path> keptInTmp;

    private RunnerFolder(Path root, Path scratch) {
        this.root = root;
        this.scratch = scratch;
    }

    static RunnerFolder create(Path root) throws IOException {
        Files.createDirectories(root);
        for (String name : List.of("app", "home", "tmp", "files")) {
            Files.createDirectory(root.resolve(name));
        }
        Path near = root.resolve("s");
        boolean fits = near.resolve("socket").toString().length() <= LONGEST_ADDRESS;
        Path scratch = fits ? Files.createDirectory(near) : Files.createTempDirectory("hearth");
        return new RunnerFolder(root, scratch);
    }

    /** Holds {@code src/}. */
    public Path app() {
        return root.resolve("app");
    }

    Path home() {
        return root.resolve("home");
    }

    Path tmp() {
        return root.resolve("tmp");
    }

    /** A folder for each task's input files. */
    public Path files() {
        return root.resolve("files");
    }

    Path scratch() {
        return scratch;
    }

    Path socket() {
        return scratch.resolve("socket");
    }

    /** What the app may write to, as it sees it. */
    public List<Mount> writable() {
        return List.of(
                Mount.writable(app(), "/app"),
                Mount.writable(home(), "/home/app"),
                Mount.writable(tmp(), "/tmp"),
                Mount.writable(files(), "/files"));
    }

    /** From here on, what is in {@code /tmp} now was made by the setup and stays. */
    public void keepWhatIsInTmp() throws IOException {
        keptInTmp = Trees.namesIn(tmp());
    }

    /** Removes what a task left in {@code /tmp} and its input files. */
    public void removeTaskFiles() throws IOException {
        Trees.deleteContents(tmp(), keptInTmp == null ? Set.of() : keptInTmp);
        Trees.deleteContents(files(), Set.of());
    }

    void delete() throws IOException {
        Trees.delete(root);
        Trees.delete(scratch);
    }
}
