package dev.hearth.gateway.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A stream read by hand, chunk by chunk: HTTP libraries hide just what the rules are about. */
public final class LiveStream implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Socket socket;
    private final InputStream in;
    private final Map<String, String> headers = new TreeMap<>();
    private int status;

    private LiveStream(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends the request and reads the answer's head. */
    public static LiveStream open(int port, String method, String path, String body, String... headers) {
        LiveStream stream = request(port, method, path, body, headers);
        try {
            stream.readHead();
            return stream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends the request and reads nothing. */
    public static LiveStream request(int port, String method, String path, String body, String... headers) {
        try {
            Socket socket = new Socket();
            // Small, so that a reader that pauses is soon noticed.
            socket.setReceiveBufferSize(16 * 1024);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            byte[] content = body.getBytes(StandardCharsets.UTF_8);
            StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: gateway\r\n"
                    + "Authorization: " + FakeTeams.KEY + "\r\nContent-Length: " + content.length + "\r\n");
            for (int i = 0; i < headers.length; i += 2) {
                head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
            }
            socket.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(content);
            socket.getOutputStream().flush();
            return new LiveStream(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int status() {
        return status;
    }

    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /** The next chunk of the body; null after a clean end. A broken body is an exception. */
    public @Nullable String nextChunk() {
        try {
            String size = readLine();
            int length = Integer.parseInt(size, 16);
            byte[] chunk = in.readNBytes(length);
            if (chunk.length < length) {
                throw new EOFException("the body broke off");
            }
            readLine();
            return length == 0 ? null : new String(chunk, StandardCharsets.UTF_8);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("neither a chunk nor an end came", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next line that is no heartbeat; null after a clean end. */
    public @Nullable JsonNode nextTask() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (String chunk = nextChunk(); chunk != null; chunk = nextBefore(deadline)) {
            String json = chunk.startsWith("data: ") ? chunk.substring("data: ".length()) : chunk;
            if (!json.startsWith(":") && !json.contains("\"heartbeat\"")) {
                return json(json);
            }
        }
        return null;
    }

    /** The next event with a name, of NDJSON or SSE; null after a clean end. */
    public @Nullable Event nextEvent() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (String chunk = nextChunk(); chunk != null; chunk = nextBefore(deadline)) {
            if (chunk.startsWith("event: ")) {
                int line = chunk.indexOf('\n');
                return new Event(
                        chunk.substring("event: ".length(), line), json(chunk.substring(line + 1 + "data: ".length())));
            }
            if (!chunk.startsWith(":") && !chunk.contains("\"heartbeat\"")) {
                JsonNode read = json(chunk);
                return new Event(read.path("event").asText(), read.path("data"));
            }
        }
        return null;
    }

    /** Heartbeats may go on for ever. */
    private @Nullable String nextBefore(long deadline) {
        if (System.nanoTime() - deadline > 0) {
            throw new AssertionError("nothing but heartbeats came within " + PATIENCE);
        }
        return nextChunk();
    }

    /** What a named event holds. */
    public record Event(String name, JsonNode data) {}

    /** All that is left, to the clean end. */
    public List<JsonNode> rest() {
        List<JsonNode> lines = new ArrayList<>();
        for (JsonNode task = nextTask(); task != null; task = nextTask()) {
            lines.add(task);
        }
        return lines;
    }

    /** Whether the connection is over, without another chunk. */
    public boolean isBroken() {
        try {
            readLine();
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    public void readHead() throws IOException {
        status = Integer.parseInt(readLine().split(" ", -1)[1]);
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }
}
