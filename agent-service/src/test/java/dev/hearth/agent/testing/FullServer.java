package dev.hearth.agent.testing;

import dev.hearth.testing.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A server that takes no connection for now: whoever connects to it waits. By what Linux tells of its sockets. */
public final class FullServer implements AutoCloseable {
    private static final List<Path> SOCKETS = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final String CONNECTING = "02";
    private static final int MOST_WAITING = 16;
    private static final int FULL_AFTER_MILLIS = 200;
    private static final int SOON_MILLIS = 2000;

    private final ServerSocket listener;
    private final List<Socket> waiting = new ArrayList<>();

    public FullServer() {
        Assumptions.assumeTrue(Files.exists(SOCKETS.getFirst()), "needs Linux");
        try {
            listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            while (takesOneMore()) {
                Assumptions.assumeTrue(waiting.size() < MOST_WAITING, "here a server takes more than it asked for");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url(String path) {
        return "http://127.0.0.1:%d%s".formatted(listener.getLocalPort(), path);
    }

    public void awaitConnecting() {
        Await.until("somebody connects", this::isSomebodyConnecting);
    }

    /** Takes connections now; gives what those that waited for it send until they end. */
    public String readOnceThereIsRoom() {
        try {
            for (int i = 0; i < waiting.size(); i++) {
                listener.accept().close();
            }
            Await.until("nobody waits any more", () -> !isSomebodyConnecting());
            listener.setSoTimeout(SOON_MILLIS);
            return read(listener.accept());
        } catch (SocketTimeoutException _) {
            return ""; // it has given up connecting
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : waiting) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Socket late) throws IOException {
        StringBuilder said = new StringBuilder();
        try (late) {
            late.setSoTimeout(SOON_MILLIS);
            InputStream in = late.getInputStream();
            for (int c = in.read(); c >= 0; c = in.read()) {
                said.append((char) c);
            }
        } catch (SocketTimeoutException _) {
            // It says no more, and waits for an answer.
        }
        return said.toString();
    }

    private boolean takesOneMore() throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(listener.getLocalSocketAddress(), FULL_AFTER_MILLIS);
            waiting.add(socket);
            return true;
        } catch (SocketTimeoutException _) {
            socket.close();
            return false;
        }
    }

    private boolean isSomebodyConnecting() {
        String port = ":%04X".formatted(listener.getLocalPort());
        return SOCKETS.stream()
                .flatMap(FullServer::lines)
                .map(line -> line.strip().split("\\s+", 5))
                .anyMatch(columns -> columns[2].endsWith(port) && columns[3].equals(CONNECTING));
    }

    private static Stream<String> lines(Path sockets) {
        try {
            return Files.exists(sockets) ? Files.readAllLines(sockets).stream().skip(1) : Stream.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
