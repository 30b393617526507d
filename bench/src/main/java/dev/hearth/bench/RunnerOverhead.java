package dev.hearth.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * What a warm runner costs, socket to socket: from writing a call's frame to having read its result, minus the app's own
 * time. A real runner process with an app that does nothing, in an environment of the stack's engine, outside of the jail
 * (which costs a start, not a call).
 */
final class RunnerOverhead {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String APP = """
            from pydantic import BaseModel

            class AppInput(BaseModel):
                x: int = 0

            class AppOutput(BaseModel):
                y: int

            class App:
                async def run(self, input_data: AppInput) -> AppOutput:
                    return AppOutput(y=input_data.x)
            """;
    private static final byte[] INPUT = "{\"x\":1}".getBytes(StandardCharsets.UTF_8);
    private static final Map<String, Object> METADATA = Map.of(
            "app_id", "app", "app_version_id", "version", "app_variant", "", "worker_id", "worker", "team_id", "team");

    private final SocketChannel channel;
    private final DataInputStream in;

    private RunnerOverhead(SocketChannel channel) {
        this.channel = channel;
        this.in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)));
    }

    /**
     * @param root the repository
     * @param home the stack's folder
     */
    static Histogram measure(Path root, Path home, int calls) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("bench");
        Path app = Files.createDirectories(folder.resolve("app/src"));
        Files.writeString(app.resolve("inference.py"), APP);
        Path socket = folder.resolve("socket");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Process runner = start(root, environmentIn(home), folder, socket);
            try (SocketChannel channel = server.accept()) {
                return new RunnerOverhead(channel).calls(folder.resolve("app"), calls);
            } finally {
                runner.destroyForcibly().waitFor();
            }
        }
    }

    private static Process start(Path root, Path environment, Path folder, Path socket) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(environment.resolve("bin/python").toString(), "-m", "hearth_runner");
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put("HOME", folder.toString());
        builder.environment()
                .put("PYTHONPATH", root.resolve("worker-service/runner").toString());
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        builder.environment().put("HEARTH_SOCKET", socket.toString());
        return builder.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    /** Any of the engine's environments: our package is in each of them. */
    private static Path environmentIn(Path home) throws IOException {
        Path environments = home.resolve("worker").resolve("environments");
        try (Stream<Path> all = Files.list(environments)) {
            return all.filter(each -> Files.isExecutable(each.resolve("bin/python")))
                    .findFirst()
                    .orElseThrow(() -> new IOException("the engine has no environment yet in " + environments));
        }
    }

    private Histogram calls(Path app, int calls) throws IOException {
        await("hello");
        send(Map.of("type", "load", "root", app.toString(), "metadata", METADATA, "default_function", ""), new byte[0]);
        await("ready");
        Histogram latencies = Load.histogram();
        for (int i = -calls; i < calls; i++) { // as many before, to warm up
            long took = call();
            if (i >= 0) {
                latencies.recordValue(took);
            }
        }
        return latencies;
    }

    private long call() throws IOException {
        byte[] frame = frame(
                Map.of("type", "call", "task_id", "task", "attempt", 1, "function", "run", "metadata", METADATA),
                INPUT);
        long start = System.nanoTime();
        write(frame);
        JsonNode result = await("result");
        long took = System.nanoTime() - start;
        return Math.max(1, took - result.path("run_microseconds").asLong() * 1000);
    }

    private void send(Map<String, Object> header, byte[] payload) throws IOException {
        write(frame(header, payload));
    }

    private static byte[] frame(Map<String, Object> header, byte[] payload) throws IOException {
        byte[] head = JSON.writeValueAsBytes(header);
        return ByteBuffer.allocate(8 + head.length + payload.length)
                .putInt(head.length)
                .putInt(payload.length)
                .put(head)
                .put(payload)
                .array();
    }

    private void write(byte[] frame) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(frame);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Reads up to the frame of this type; one that tells of a failure ends the measurement. */
    private JsonNode await(String type) throws IOException {
        while (true) {
            byte[] header = new byte[in.readInt()];
            byte[] payload = new byte[in.readInt()];
            in.readFully(header);
            in.readFully(payload);
            JsonNode frame = JSON.readTree(header);
            String found = frame.path("type").asText();
            if (found.equals(type)) {
                return frame;
            }
            if (List.of("failed", "load_failed").contains(found)) {
                throw new IOException("the runner says " + frame);
            }
        }
    }
}
