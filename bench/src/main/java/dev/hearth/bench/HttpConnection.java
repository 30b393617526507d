package dev.hearth.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One HTTP/1.1 connection that is kept, and just enough of the protocol to measure with: ready-made requests out, answers
 * with a length or in chunks in. The general clients spend more processor time on a call than some of the parts they
 * would measure. For one thread.
 */
final class HttpConnection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int CHUNKED = -1;

    private final Socket socket;
    private final InputStream in;

    private HttpConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
    }

    static HttpConnection open(Target target) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(target.host(), target.port()), TIMEOUT_MILLIS);
        return new HttpConnection(socket);
    }

    /** Sends a request and reads the whole answer. */
    Answer call(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        int status = readStatus();
        int length = readHeaders();
        byte[] body = length == CHUNKED ? readChunks() : in.readNBytes(length);
        return new Answer(status, new String(body, StandardCharsets.UTF_8));
    }

    /** Sends a request and hands over each line of the answer as it arrives. */
    void stream(byte[] request, LineListener listener) throws IOException {
        beginStream(request);
        for (String line = nextLine(); !line.isEmpty(); line = nextLine()) {
            listener.line(line);
        }
    }

    /** Sends a request whose answer comes line by line; {@link #nextLine} reads them. */
    void beginStream(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        int status = readStatus();
        int length = readHeaders();
        if (status != 200 || length != CHUNKED) {
            throw new IOException("expected a stream, got status " + status);
        }
    }

    /** Waits for the next line; empty at the end. */
    String nextLine() throws IOException {
        return new String(readChunk(), StandardCharsets.UTF_8).strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private int readStatus() throws IOException {
        String line = readLine();
        if (!line.startsWith("HTTP/1.1 ") || line.length() < 12) {
            throw new IOException("not an HTTP/1.1 answer: " + line);
        }
        return Integer.parseInt(line, 9, 12, 10);
    }

    /** The body's length; {@link #CHUNKED} if the chunks tell it. */
    private int readHeaders() throws IOException {
        int length = 0;
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring("content-length:".length()).strip());
            } else if (header.startsWith("transfer-encoding:")) {
                length = CHUNKED;
            }
        }
        return length;
    }

    private byte[] readChunks() throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] chunk = readChunk(); chunk.length > 0; chunk = readChunk()) {
            whole.writeBytes(chunk);
        }
        return whole.toByteArray();
    }

    private byte[] readChunk() throws IOException {
        int length = Integer.parseInt(readLine().strip(), 16);
        byte[] chunk = in.readNBytes(length);
        readLine();
        return chunk;
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended in the middle of an answer");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /** Takes the lines of a stream. */
    @FunctionalInterface
    interface LineListener {
        void line(String line) throws IOException;
    }

    /** A whole answer. */
    record Answer(int status, String body) {
        /** Whether it shows a task that completed. */
        boolean isCompletedTask() {
            return status == 200 && body.contains("\"status_text\":\"completed\"");
        }
    }
}
