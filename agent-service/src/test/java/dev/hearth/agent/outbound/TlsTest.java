package dev.hearth.agent.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests by https. They go to a checked address, and still only to the server of that name. */
@Timeout(60)
class TlsTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String PASSWORD = "changeit";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger requests = new AtomicInteger();
    private PfxOptions certificate = new PfxOptions();
    private int port;

    @BeforeEach
    void listen() throws Exception {
        certificate = new PfxOptions().setPath(certificateOf("right.example")).setPassword(PASSWORD);
        HttpServer server = vertx.createHttpServer(
                        new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate))
                .requestHandler(request -> {
                    requests.incrementAndGet();
                    request.response().end("hello " + request.authority().host());
                });
        port = server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get()
                .actualPort();
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void takesAnAnswerFromTheServerOfThatName() {
        assertThat(send(trusting(), "right.example").body()).hasToString("hello right.example");
    }

    @Test
    void refusesAServerWhoseCertificateIsForAnotherName() {
        assertThatThrownBy(() -> send(trusting(), "wrong.example"))
                .isInstanceOfSatisfying(
                        OutboundException.class,
                        failure -> assertThat(failure.wasSent()).isFalse())
                .hasMessageContaining("wrong.example");
        assertThat(requests).hasValue(0);
    }

    @Test
    void refusesACertificateThatNobodyVouchesFor() {
        assertThatThrownBy(() -> send(Outbound.options(OutboundTest.config(false)), "right.example"))
                .isInstanceOfSatisfying(
                        OutboundException.class,
                        failure -> assertThat(failure.wasSent()).isFalse());
        assertThat(requests).hasValue(0);
    }

    private HttpClientOptions trusting() {
        return Outbound.options(OutboundTest.config(false)).setTrustOptions(certificate);
    }

    /** Every name leads to the server of this test. */
    private OutboundAnswer send(HttpClientOptions options, String host) {
        Addresses here = new Addresses(_ -> InetAddress.getAllByName("127.0.0.1"), _ -> true);
        Outbound outbound = new Outbound(vertx, OutboundTest.config(false), here, options);
        String url = "https://%s:%d/".formatted(host, port);
        return outbound.send(new OutboundRequest("GET", url, Map.of(), null, Duration.ofSeconds(10), 1024, true))
                .await()
                .atMost(SOON);
    }

    private String certificateOf(String name) throws IOException, InterruptedException {
        String file = folder.resolve("server.p12").toString();
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:" + name,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        file)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).isZero();
        return file;
    }
}
