package dev.hearth.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small file system in memory, which fills up as a large one does. Only root may have one. */
public final class SmallDisk implements AutoCloseable {
    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Whether file systems may be mounted here. For {@code @EnabledIf}. */
    public static boolean mayMount() throws IOException {
        Path tried = Files.createTempDirectory("mount");
        try {
            if (exitOf("mount", "-t", "tmpfs", "tmpfs", tried.toString()) != 0) {
                return false;
            }
            run("umount", tried.toString());
            return true;
        } catch (IOException e) {
            return false; // there is no such program
        } finally {
            Files.delete(tried);
        }
    }

    /**
     * Mounts one.
     *
     * @param folder is there
     * @param options those of tmpfs, such as {@code size=4m}
     */
    public static SmallDisk mount(Path folder, String options) throws IOException {
        run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString());
        return new SmallDisk(folder);
    }

    /** Also when something on it is still open. */
    @Override
    public void close() throws IOException {
        run("umount", "--lazy", folder.toString());
    }

    private static void run(String... command) throws IOException {
        int exit = exitOf(command);
        if (exit != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + exit);
        }
    }

    private static int exitOf(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
