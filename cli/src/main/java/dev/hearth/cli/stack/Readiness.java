package dev.hearth.cli.stack;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/** Whether a part can do its work. Asked again and again while it starts, so it must be cheap and come back soon. */
@FunctionalInterface
interface Readiness {
    boolean isReady();

    /** Its health resource says so. */
    static Readiness ofHealth(int port) {
        return () -> {
            try {
                HttpURLConnection connection =
                        (HttpURLConnection) URI.create("http://127.0.0.1:%d/q/health/ready".formatted(port))
                                .toURL()
                                .openConnection();
                connection.setConnectTimeout(1000);
                connection.setReadTimeout(3000);
                try {
                    return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
                } finally {
                    connection.disconnect();
                }
            } catch (IOException e) {
                return false; // it does not listen yet
            }
        };
    }

    /** It takes connections. */
    static Readiness ofPort(int port) {
        return () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return true;
            } catch (IOException e) {
                return false; // it does not listen yet
            }
        };
    }
}
