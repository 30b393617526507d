package dev.hearth.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Ports of the loopback interface that nobody listens on. */
public final class FreePorts {
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;
    private static final int MAX_TRIES = 10_000;
    private static final long LISTEN_AGAIN_NANOS = 10_000_000_000L;
    private static final long LOOK_NANOS = 10_000_000;

    private FreePorts() {}

    /**
     * Some free ports, all different. Another program may take one before the caller does; none is of those that systems hand
     * to connections, where one is taken by chance.
     */
    public static List<Integer> find(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int tries = 0; held.size() < count; tries++) {
                listen(ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST)).ifPresent(held::add);
                if (tries > MAX_TRIES) {
                    throw new IllegalStateException("no %d free ports from %d to %d".formatted(count, LOWEST, HIGHEST));
                }
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            held.forEach(FreePorts::close);
        }
    }

    /** Whether a port can be listened on now. */
    public static boolean isFree(int port) {
        Optional<ServerSocket> socket = listen(port);
        socket.ifPresent(FreePorts::close);
        return socket.isPresent();
    }

    /**
     * Starts a server on the port of one that was just stopped. That one's socket may be closed a moment after it said that it
     * had ended.
     *
     * @throws IOException when the port is still taken after ten seconds, or for another reason
     */
    public static <T> T listenAgain(Listening<T> server) throws IOException {
        long end = System.nanoTime() + LISTEN_AGAIN_NANOS;
        while (true) {
            try {
                return server.start();
            } catch (IOException e) {
                if (!isTaken(e) || System.nanoTime() - end > 0) {
                    throw e;
                }
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
    }

    /** A server's start. */
    public interface Listening<T> {
        T start() throws IOException;
    }

    private static boolean isTaken(IOException failure) {
        return Stream.iterate((Throwable) failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(BindException.class::isInstance);
    }

    private static Optional<ServerSocket> listen(int port) {
        try {
            return Optional.of(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        } catch (IOException e) {
            return Optional.empty(); // somebody listens
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
