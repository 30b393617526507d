package dev.hearth.bench;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/** The stack that is measured, and how a request to it looks on the wire. */
record Target(String host, int port, String apiKey) {
    /** Loopback only: this loads what it measures. */
    static Target of(String baseUrl, String apiKey) {
        URI url = URI.create(baseUrl);
        String host = url.getHost();
        if (host == null || !"http".equals(url.getScheme())) {
            throw new IllegalArgumentException("not an http URL: " + baseUrl);
        }
        try {
            if (!InetAddress.getByName(host).isLoopbackAddress()) {
                throw new IllegalArgumentException("the benchmark loads this machine's own stack only, not " + baseUrl);
            }
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("unknown host in " + baseUrl, e);
        }
        return new Target(host, url.getPort() < 0 ? 80 : url.getPort(), apiKey);
    }

    /** A whole POST request, headers and body. */
    byte[] post(String path, String json, String accept) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        byte[] head =
                """
                POST %s HTTP/1.1\r
                Host: %s:%d\r
                Authorization: Bearer %s\r
                Content-Type: application/json\r
                Accept: %s\r
                Content-Length: %d\r
                \r
                """.formatted(path, host, port, apiKey, accept, body.length).getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[head.length + body.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        return whole;
    }

    /** A whole GET request. */
    byte[] get(String path, String accept) {
        return """
                GET %s HTTP/1.1\r
                Host: %s:%d\r
                Authorization: Bearer %s\r
                Accept: %s\r
                \r
                """.formatted(path, host, port, apiKey, accept).getBytes(StandardCharsets.US_ASCII);
    }
}
