package dev.hearth.scheduler.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A line to a server that breaks when a test says so: after the server has acted, before its answer comes through. */
public final class LossyLine implements AutoCloseable {
    private final String host;
    private final int port;
    private final ServerSocket listener;
    private volatile boolean loses;

    public LossyLine(String host, int port) {
        this.host = host;
        this.port = port;
        try {
            listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("lossy-line").start(this::accept);
    }

    public String host() {
        return listener.getInetAddress().getHostAddress();
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** The next thing that the server says is lost, with the connection that it is said on. Later ones are whole. */
    public void losesTheNextAnswer() {
        loses = true;
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(host, port);
                Thread.ofVirtual().start(() -> copy(client, server, false));
                Thread.ofVirtual().start(() -> copy(server, client, true));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void copy(Socket from, Socket to, boolean answers) {
        byte[] bytes = new byte[64 * 1024];
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                if (answers && loses) {
                    loses = false;
                    return;
                }
                out.write(bytes, 0, count);
                out.flush();
            }
        } catch (IOException _) {
            // One of the two is gone, and so is the other.
        }
    }
}
