package dev.hearth.agent.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A server of tools that answers as a test says, byte by byte, also as no server should. It listens on every address of
 * this machine, on a free port; one request for each connection.
 */
public final class OddServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread acceptor;

    public OddServer() {
        try {
            listener = new ServerSocket();
            listener.bind(new InetSocketAddress(0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        acceptor = Thread.ofVirtual().name("odd-server").start(this::accept);
    }

    /** What was asked; header names in lower case. */
    public record Request(String method, String target, Map<String, String> headers, String body) {
        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        public String path() {
            return target.split("[?]", 2)[0];
        }
    }

    /** Writes an answer, or does not. */
    public interface Script {
        void answer(Request request, OutputStream out) throws IOException, InterruptedException;
    }

    /** What is done with requests for this path. */
    public OddServer on(String path, Script script) {
        scripts.put(path, script);
        return this;
    }

    public String url(String path) {
        return url("127.0.0.1", path);
    }

    public String url(String host, String path) {
        return "http://%s:%d%s".formatted(host, listener.getLocalPort(), path);
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** The only one that came. */
    public Request request() {
        if (requests.size() != 1) {
            throw new AssertionError("not one request, but " + requests);
        }
        return requests.getFirst();
    }

    /** A whole answer. */
    public static Script answers(int status, String contentType, String body) {
        return (_, out) -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            write(out, head(status, "Content-Type: " + contentType, "Content-Length: " + bytes.length));
            out.write(bytes);
        };
    }

    public static Script json(String body) {
        return answers(200, "application/json", body);
    }

    public static Script redirects(int status, String location) {
        return (_, out) -> write(out, head(status, "Location: " + location, "Content-Length: 0"));
    }

    /** Takes the request and says nothing, until the server is closed. */
    public Script hangs() {
        return (_, _) -> closed.await();
    }

    /** Sends byte after byte, slowly, for as long as the client or the server is there. */
    public Script trickles() {
        return (_, out) -> {
            write(out, head(200, "Content-Type: text/plain"));
            while (!closed.await(5, TimeUnit.MILLISECONDS)) {
                write(out, "x");
            }
        };
    }

    /** Ends the connection in the middle of the body. */
    public static Script breaksOff() {
        return (_, out) -> write(out, head(200, "Content-Type: application/json", "Content-Length: 1000") + "{\"a\":");
    }

    /** Ends the connection without a word. */
    public static Script hangsUp() {
        return (_, _) -> {};
    }

    /** No HTTP. */
    public static Script garbage() {
        return (_, out) -> write(out, "\u0001\u0002 this is not what you asked for\r\n\r\n\u0003");
    }

    /** This many bytes, said beforehand or not. */
    public static Script large(long bytes, boolean saysLength) {
        return (_, out) -> {
            write(
                    out,
                    head(200, "Content-Type: text/plain", saysLength ? "Content-Length: " + bytes : "X-No-Length: 1"));
            byte[] block = "abcdefgh".repeat(8192).getBytes(StandardCharsets.UTF_8);
            for (long left = bytes; left > 0; left -= block.length) {
                out.write(block, 0, (int) Math.min(left, block.length));
            }
        };
    }

    public static String head(int status, String... headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 %d Whatever\r\n".formatted(status));
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("Connection: close\r\n\r\n").toString();
    }

    public static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            listener.close();
            acceptor.join(); // the port takes connections until nobody accepts them any more
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Request request = read(new BufferedInputStream(socket.getInputStream()));
            requests.add(request);
            Script script = scripts.getOrDefault(request.path(), answers(404, "text/plain", "no script"));
            script.answer(request, socket.getOutputStream());
        } catch (SocketException _) {
            // the client went away, as some tests want
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Request read(InputStream in) throws IOException {
        String[] first = line(in).split(" ", 3);
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String[] parts = line.split(":", 2);
            headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        return new Request(first[0], first[1], headers, body);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new SocketException("the client said nothing");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
