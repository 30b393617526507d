package dev.hearth.cli.remote;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The clients for plain and for encrypted connections, each made when it is first needed. The one for plain connections
 * reads no certificates, which would take a fifth of the time of a call to the local stack.
 */
final class HttpClients {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private @Nullable HttpClient plain;
    private @Nullable HttpClient encrypted;

    /** The client for this address. */
    synchronized HttpClient of(URI address) {
        if ("https".equalsIgnoreCase(address.getScheme())) {
            HttpClient client = encrypted == null ? builder().build() : encrypted;
            encrypted = client;
            return client;
        }
        HttpClient client = plain == null ? builder().sslContext(trustsNobody()).build() : plain;
        plain = client;
        return client;
    }

    private static HttpClient.Builder builder() {
        return HttpClient.newBuilder().version(Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT);
    }

    private static SSLContext trustsNobody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }
}
