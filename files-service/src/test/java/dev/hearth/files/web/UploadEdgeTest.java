package dev.hearth.files.web;

import static dev.hearth.files.testing.Clients.newFile;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.files.link.Links;
import dev.hearth.files.testing.Clients;
import dev.hearth.files.testing.FilesTest;
import dev.hearth.ids.FileId;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.DeleteFileRequest;
import dev.hearth.proto.v1.StoredFile;
import dev.hearth.testing.Await;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
class UploadEdgeTest extends FilesTest {
    private static final String SHA256_OF_HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    @Inject
    Clients clients;

    @Inject
    Links links;

    @ConfigProperty(name = "hearth.files.disk.home")
    Path home;

    @Test
    void storesBytesWithTheirRealSizeTypeAndDigest() throws Exception {
        StoredFile file = clients.create(newFile(TeamId.random()).setSizeBytes(3));

        HttpResponse<String> answer = clients.put(file.getUploadUrl(), "hello");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(answer.body()).getJsonObject("data").getLong("size"))
                .isEqualTo(5);
        StoredFile stored = clients.get(file);
        assertThat(stored.getSizeBytes()).isEqualTo(5);
        assertThat(stored.getSha256()).isEqualTo(SHA256_OF_HELLO);
        assertThat(stored.getContentType()).isEqualTo("text/plain");
        assertThat(clients.read(stored.getUrl()).body()).isEqualTo("hello");
    }

    @Test
    void takesTheTypeThatComesWithTheBytes() throws Exception {
        StoredFile file = clients.create(newFile(TeamId.random()));

        clients.send(clients.request(file.getUploadUrl())
                .header("Content-Type", "image/png")
                .PUT(BodyPublishers.ofString("x")));

        assertThat(clients.get(file).getContentType()).isEqualTo("image/png");
    }

    @Test
    void guessesTheTypeFromTheNameWhenNobodySaysIt() throws Exception {
        StoredFile file =
                clients.create(newFile(TeamId.random()).setFilename("A.JPG").setContentType(""));

        clients.put(file.getUploadUrl(), "x");

        assertThat(clients.get(file).getContentType()).isEqualTo("image/jpeg");
    }

    @Test
    void replacesBytesThatArePutAgain() throws Exception {
        StoredFile file = clients.create(newFile(TeamId.random()));
        clients.put(file.getUploadUrl(), "first, and longer");

        HttpResponse<String> answer = clients.put(file.getUploadUrl(), "second");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(clients.read(file.getUrl()).body()).isEqualTo("second");
        assertThat(clients.get(file).getSizeBytes()).isEqualTo(6);
    }

    @Test
    void storesAnEmptyBody() throws Exception {
        StoredFile file = clients.create(newFile(TeamId.random()));

        HttpResponse<String> answer =
                clients.send(clients.request(file.getUploadUrl()).PUT(BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(clients.get(file).getSizeBytes()).isZero();
        assertThat(clients.read(file.getUrl()).statusCode()).isEqualTo(200);
    }

    @Test
    void takesABodyOfUnknownLengthThatIsLargerThanQuarkusAllowsByItself() throws Exception {
        StoredFile file = clients.create(newFile(TeamId.random()));
        byte[] large = new byte[20 << 20];

        HttpResponse<String> answer = clients.send(clients.request(file.getUploadUrl())
                .PUT(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(clients.get(file).getSizeBytes()).isEqualTo(large.length);
    }

    @Test
    void refusesABodyThatSaysItIsTooLarge() throws Exception {
        StoredFile file = clients.create(newFile(TeamId.random()).setCategory("repos"));

        HttpResponse<String> answer =
                clients.send(clients.request(file.getUploadUrl()).PUT(BodyPublishers.ofByteArray(new byte[2 << 20])));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(errorOf(answer)).isEqualTo("payload_too_large");
        assertThat(clients.get(file).getSizeBytes()).isEqualTo(-1);
    }

    @Test
    void refusesABodyThatTurnsOutToBeTooLarge() throws Exception {
        StoredFile file = clients.create(newFile(TeamId.random()).setCategory("repos"));

        HttpResponse<String> answer = clients.send(clients.request(file.getUploadUrl())
                .PUT(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[2 << 20]))));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(clients.get(file).getSizeBytes()).isEqualTo(-1);
    }

    @Test
    void keepsTheOldBytesWhenTheClientGoesAwayInTheMiddle() throws Exception {
        StoredFile file = clients.stored("old");
        String url = links.uploadUrl(new FileId(file.getFileId()), Instant.now().plusSeconds(60));
        URI target = URI.create(clients.local(url));

        try (Socket socket = new Socket(target.getHost(), target.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write("PUT %s HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf"
                    .formatted(target.getRawPath())
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }

        awaitNoDraft();
        assertThat(clients.read(file.getUrl()).body()).isEqualTo("old");
    }

    @Test
    void asksForTheBodyOfAClientThatWaitsToBeAsked() throws Exception {
        StoredFile file = clients.create(newFile(TeamId.random()));

        HttpResponse<String> answer = clients.send(
                clients.request(file.getUploadUrl()).expectContinue(true).PUT(BodyPublishers.ofString("asked")));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(clients.read(file.getUrl()).body()).isEqualTo("asked");
    }

    @Test
    void doesNotFindAFileByAWrongToken() throws Exception {
        StoredFile file = clients.create(newFile(TeamId.random()));

        HttpResponse<String> answer = clients.put(file.getUploadUrl() + "x", "hello");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(errorOf(answer)).isEqualTo("not_found");
        assertThat(clients.get(file).getSizeBytes()).isEqualTo(-1);
    }

    @Test
    void doesNotTakeBytesThroughADownloadUrl() throws Exception {
        StoredFile file = clients.stored("old");

        HttpResponse<String> answer = clients.put(file.getUrl(), "new");

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS");
        assertThat(clients.read(file.getUrl()).body()).isEqualTo("old");
    }

    @Test
    void refusesAnUploadUrlThatHasEnded() throws Exception {
        StoredFile file = clients.create(newFile(TeamId.random()));
        String ended =
                links.uploadUrl(new FileId(file.getFileId()), Instant.now().minusSeconds(1));

        HttpResponse<String> answer = clients.put(ended, "late");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("ended at");
    }

    @Test
    void givesUploadUrlsAtLeastFifteenMinutes() {
        StoredFile file = clients.create(newFile(TeamId.random()));
        String token = file.getUploadUrl().substring(file.getUploadUrl().lastIndexOf('/') + 1);

        assertThat(links.uploadValidUntil(new FileId(file.getFileId()), token))
                .hasValueSatisfying(
                        until -> assertThat(until).isAfter(Instant.now().plusSeconds(15 * 60)));
    }

    @Test
    void doesNotStoreBytesOfAFileThatWasDeleted() throws Exception {
        StoredFile file = clients.create(newFile(TeamId.random()));
        clients.asGateway()
                .deleteFile(DeleteFileRequest.newBuilder()
                        .setTeamId(file.getTeamId())
                        .setFileId(file.getFileId())
                        .build());

        HttpResponse<String> answer = clients.put(file.getUploadUrl(), "late");

        assertThat(answer.statusCode()).isEqualTo(404);
    }

    @Test
    void answersABrowsersPreflight() throws Exception {
        StoredFile file = clients.create(newFile(TeamId.random()));
        URI target = URI.create(clients.local(file.getUploadUrl()));

        String answer = raw(
                target,
                "OPTIONS %s HTTP/1.1\r\nHost: x\r\nOrigin: https://page.example\r\nAccess-Control-Request-Method: PUT\r\n"
                                .formatted(target.getRawPath())
                        + "Access-Control-Request-Headers: content-type,x-client-source\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200");
        assertThat(answer.toLowerCase(java.util.Locale.ROOT))
                .contains("access-control-allow-origin: https://page.example")
                .contains("access-control-allow-headers: content-type,x-client-source")
                .containsPattern("access-control-allow-methods: [a-z,]*put");
    }

    private void awaitNoDraft() {
        Await.until("no draft is left", () -> drafts() == 0);
    }

    private long drafts() throws IOException {
        try (Stream<Path> drafts = Files.list(home.resolve("incoming"))) {
            return drafts.count();
        }
    }

    private static String raw(URI target, String request) throws IOException {
        try (Socket socket = new Socket(target.getHost(), target.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static String errorOf(HttpResponse<String> answer) {
        return new JsonObject(answer.body()).getJsonObject("error").getString("code");
    }
}
