package dev.hearth.worker.testing;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import com.sun.net.httpserver.SimpleFileServer.OutputLevel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A git repository with one commit, served over HTTP on loopback. */
public final class GitRepository implements AutoCloseable {
    private final HttpServer server;
    private final String commit;

    public GitRepository(Path folder, Map<String, String> files) throws IOException {
        Path work = Files.createDirectories(folder.resolve("work"));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = work.resolve(file.getKey());
            Files.createDirectories(Objects.requireNonNull(path.getParent()));
            Files.writeString(path, file.getValue());
        }
        git(work, "init", "--quiet");
        git(work, "add", ".");
        git(work, "-c", "user.name=t", "-c", "user.email=t@t.test", "commit", "--quiet", "-m", "first");
        git(work, "tag", "v1");
        commit = git(work, "rev-parse", "HEAD");
        git(folder, "clone", "--quiet", "--bare", work.toString(), "project.git");
        git(folder.resolve("project.git"), "update-server-info");
        server = SimpleFileServer.createFileServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), folder, OutputLevel.NONE);
        server.start();
    }

    /** Whether git is on this machine. */
    public static boolean isPossible() {
        return Files.isExecutable(Path.of("/usr/bin/git"));
    }

    public String commit() {
        return commit;
    }

    public String url() {
        return "http://127.0.0.1:%d/project.git".formatted(server.getAddress().getPort());
    }

    private static String git(Path folder, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException("git %s: %s".formatted(List.of(arguments), output));
        }
        return output;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
