package dev.hearth.agent.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.agent.testing.ClosedPort;
import dev.hearth.agent.testing.FullServer;
import dev.hearth.agent.testing.OddServer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to servers that users name. 127.0.0.1 stands for the open network, 127.0.0.2 for the inner one. */
@Timeout(60)
class OutboundTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int ROOM = 1024;

    private final Vertx vertx = Vertx.vertx();
    private final OddServer server = new OddServer();
    private final Outbound outbound =
            with(InetAddress::getAllByName, address -> address.getHostAddress().equals("127.0.0.1"));

    @AfterEach
    void close() {
        outbound.close();
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:1/",
                "http://localhost:1/",
                "http://[::1]:1/",
                "http://[::ffff:127.0.0.1]:1/",
                "http://0.0.0.0:1/",
                "http://10.1.2.3/",
                "http://172.16.0.1/",
                "http://192.168.1.1/",
                "http://169.254.169.254/latest/meta-data",
                "http://100.64.0.1/",
                "http://[fd00::1]/",
                "http://[fe80::1]/",
                "http://2130706433:1/"
            })
    void asksNoPrivateAddressUnlessItIsAllowed(String url) {
        Outbound strict = new Outbound(vertx, config(false));

        assertThatThrownBy(() -> send(strict, get(url))).isInstanceOfSatisfying(OutboundException.class, failure -> {
            assertThat(failure.wasSent()).isFalse();
            assertThat(failure.mayPass()).isFalse();
        });
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void asksPrivateAddressesIfTheyAreAllowed() {
        server.on("/", OddServer.json("1"));

        assertThat(send(new Outbound(vertx, config(true)), get(server.url("/"))).status())
                .isEqualTo(200);
    }

    @Test
    void connectsToTheAddressThatItChecked() {
        server.on("/", OddServer.json("1"));
        AtomicInteger lookups = new AtomicInteger();
        Outbound rebound = with(
                host -> addresses(lookups.getAndIncrement() == 0 ? "127.0.0.1" : "127.0.0.2"),
                address -> address.getHostAddress().equals("127.0.0.1"));

        OutboundAnswer answer = send(rebound, get(server.url("changes.example", "/")));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(lookups).hasValue(1);
        assertThat(server.request().header("Host")).startsWith("changes.example:");
    }

    @Test
    void refusesANameOfWhichOneAddressIsPrivate() {
        Outbound mixed = with(
                host -> new InetAddress[] {addresses("127.0.0.1")[0], addresses("127.0.0.2")[0]},
                address -> address.getHostAddress().equals("127.0.0.1"));

        assertThatThrownBy(() -> send(mixed, get(server.url("mixed.example", "/"))))
                .hasMessageContaining("mixed.example is a private address");
    }

    @Test
    void refusesARedirectToAPrivateAddress() {
        server.on("/", OddServer.redirects(302, server.url("127.0.0.2", "/inner")));

        assertThatThrownBy(() -> send(outbound, get(server.url("/")))).hasMessageContaining("is a private address");
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "ftp://example.com/", "gopher://127.0.0.1:1/"})
    void followsNoRedirectToAnythingButHttp(String location) {
        server.on("/", OddServer.redirects(302, location));

        assertThatThrownBy(() -> send(outbound, get(server.url("/"))))
                .isInstanceOf(OutboundException.class)
                .hasMessageContaining("only http and https are");
    }

    @Test
    void followsAFewRedirectsAndNoMore() {
        server.on("/", OddServer.redirects(302, "/once"));
        server.on("/once", OddServer.redirects(307, "/end"));
        server.on("/end", OddServer.json("\"there\""));
        server.on("/circle", OddServer.redirects(302, "/circle"));

        assertThat(send(outbound, get(server.url("/"))).body()).hasToString("\"there\"");
        assertThatThrownBy(() -> send(outbound, get(server.url("/circle"))))
                .hasMessageContaining("more than 5 redirects");
        assertThat(server.requests()).hasSize(3 + 6);
    }

    @ParameterizedTest
    @CsvSource({"301,GET,''", "302,GET,''", "303,GET,''", "307,POST,{}", "308,POST,{}"})
    void redirectsKeepMethodAndBodyOrMakeItAGet(int status, String method, String body) {
        server.on("/", OddServer.redirects(status, "/there"));
        server.on("/there", OddServer.json("1"));

        send(outbound, post(server.url("/"), Map.of()));

        OddServer.Request last = server.requests().getLast();
        assertThat(last.method()).isEqualTo(method);
        assertThat(last.body()).isEqualTo(body);
    }

    @Test
    void headersStayWithTheServerTheyAreMeantFor() {
        Outbound anywhere = with(InetAddress::getAllByName, _ -> true);
        server.on("/", OddServer.redirects(307, "/same"));
        server.on("/same", OddServer.redirects(307, server.url("127.0.0.2", "/other")));
        server.on("/other", OddServer.json("1"));

        send(anywhere, post(server.url("/"), Map.of("Authorization", "Bearer s3cret")));

        assertThat(server.requests())
                .extracting(request -> request.header("Authorization"))
                .containsExactly("Bearer s3cret", "Bearer s3cret", "");
    }

    @Test
    void aServerThatHangsUsesUpTheTimeLimitAndMayHaveActed() {
        server.on("/", server.hangs());

        OutboundRequest request = new OutboundRequest(
                "POST", server.url("/"), Map.of(), Buffer.buffer("{}"), Duration.ofMillis(500), ROOM, true);

        assertThatThrownBy(() -> send(outbound, request))
                .hasMessageContaining("did not answer within 500 ms")
                .isInstanceOfSatisfying(
                        OutboundException.class,
                        failure -> assertThat(failure.wasSent()).isTrue());
    }

    @Test
    void aConnectionThatBreaksLeavesItOpenWhetherTheServerActed() {
        server.on("/cut", OddServer.breaksOff());
        server.on("/gone", OddServer.hangsUp());
        server.on("/garbage", OddServer.garbage());

        for (String path : new String[] {"/cut", "/gone", "/garbage"}) {
            assertThatThrownBy(() -> send(outbound, post(server.url(path), Map.of())))
                    .hasMessageContaining("broke before the answer was whole")
                    .isInstanceOfSatisfying(
                            OutboundException.class,
                            failure -> assertThat(failure.wasSent()).isTrue());
        }
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void aServerThatIsNotThereHasDoneNothing() {
        try (ClosedPort closed = new ClosedPort()) {
            assertThatThrownBy(() -> send(outbound, post(closed.url("/"), Map.of())))
                    .isInstanceOfSatisfying(OutboundException.class, failure -> {
                        assertThat(failure.wasSent()).isFalse();
                        assertThat(failure.mayPass()).isTrue();
                    });
        }
    }

    @Test
    void theFirstOfTwoAnswersCounts() {
        server.on("/", (request, out) -> {
            OddServer.json("1").answer(request, out);
            OddServer.json("2").answer(request, out);
        });

        assertThat(send(outbound, get(server.url("/"))).body()).hasToString("1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keepsTheBeginningOfALargeAnswerAndCountsTheRest(boolean saysLength) {
        long size = 50L << 20;
        server.on("/", OddServer.large(size, saysLength));

        OutboundAnswer answer = send(
                outbound,
                new OutboundRequest("GET", server.url("/"), Map.of(), null, Duration.ofSeconds(20), ROOM, true));

        assertThat(answer.body().length()).isEqualTo(ROOM);
        assertThat(answer.missing()).isEqualTo(size - ROOM);
    }

    @Test
    void cancellingEndsTheConnection() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        server.on("/", (request, out) -> {
            begun.countDown();
            try {
                server.trickles().answer(request, out);
            } finally {
                gone.countDown();
            }
        });
        var running = outbound.send(get(server.url("/"))).subscribe().with(_ -> {}, failure -> {
            throw new AssertionError(failure);
        });
        begun.await();

        running.cancel();

        assertThat(gone.await(5, TimeUnit.SECONDS))
                .as("long before its time limit")
                .isTrue();
    }

    @Test
    void asksNobodyWhenItIsCancelledWhileTheNameIsLookedUp() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch found = new CountDownLatch(1);
        Outbound slow = with(
                host -> {
                    asked.countDown();
                    awaitUninterruptibly(found);
                    return InetAddress.getAllByName(host);
                },
                _ -> true);
        Sending sending = new Sending();
        var running = slow.send(get(server.url("/")), sending).subscribe().with(_ -> {}, _ -> {});
        asked.await();

        running.cancel();
        found.countDown();

        send(slow, get(server.url("/later")));
        assertThat(server.requests()).extracting(OddServer.Request::path).containsExactly("/later");
        assertThat(sending.wasSent()).isFalse();
    }

    @Test
    void sendsNothingWhenItIsCancelledWhileItConnects() {
        try (FullServer full = new FullServer()) {
            Sending sending = new Sending();
            var running = outbound.send(post(full.url("/"), Map.of()), sending)
                    .subscribe()
                    .with(_ -> {}, _ -> {});
            full.awaitConnecting();

            running.cancel();

            assertThat(full.readOnceThereIsRoom()).isEmpty();
            assertThat(sending.wasSent()).isFalse();
        }
    }

    @Test
    void aServerThatDoesNotTakeTheConnectionInTimeHasDoneNothing() {
        try (FullServer full = new FullServer()) {
            OutboundRequest request = new OutboundRequest(
                    "POST", full.url("/"), Map.of(), Buffer.buffer("{}"), Duration.ofMillis(300), ROOM, true);

            assertThatThrownBy(() -> send(outbound, request))
                    .hasMessageContaining("did not answer within 300 ms")
                    .isInstanceOfSatisfying(OutboundException.class, failure -> {
                        assertThat(failure.wasSent()).isFalse();
                        assertThat(failure.mayPass()).isTrue();
                    });

            assertThat(full.readOnceThereIsRoom()).isEmpty();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Outbound with(Addresses.Lookup lookup, Predicate<InetAddress> allowed) {
        OutboundConfig config = config(false);
        return new Outbound(vertx, config, new Addresses(lookup, allowed), Outbound.options(config));
    }

    private static OutboundRequest get(String url) {
        return new OutboundRequest("GET", url, Map.of(), null, Duration.ofSeconds(10), ROOM, true);
    }

    private static OutboundRequest post(String url, Map<String, String> headers) {
        return new OutboundRequest("POST", url, headers, Buffer.buffer("{}"), Duration.ofSeconds(10), ROOM, true);
    }

    private static OutboundAnswer send(Outbound outbound, OutboundRequest request) {
        return outbound.send(request).await().atMost(SOON);
    }

    private static InetAddress[] addresses(String text) throws UnknownHostException {
        return InetAddress.getAllByName(text);
    }

    static OutboundConfig config(boolean allowPrivate) {
        return new OutboundConfig() {
            @Override
            public boolean allowPrivate() {
                return allowPrivate;
            }

            @Override
            public int maxRedirects() {
                return 5;
            }

            @Override
            public Duration connectLimit() {
                return Duration.ofSeconds(5);
            }
        };
    }
}
