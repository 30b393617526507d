package dev.hearth.files.web;

import static dev.hearth.files.testing.Clients.newFile;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.files.testing.Clients;
import dev.hearth.files.testing.FilesTest;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.DeleteFileRequest;
import dev.hearth.proto.v1.StoredFile;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DownloadEdgeTest extends FilesTest {
    @Inject
    Clients clients;

    @Test
    void servesBytesWithTypeNameAndTagWithoutCredentials() throws Exception {
        StoredFile file = clients.stored(newFile(TeamId.random()).setFilename("grüße \"1\".txt"), "hello");

        HttpResponse<String> answer = clients.read(file.getUrl());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("hello");
        assertThat(header(answer, "Content-Type")).isEqualTo("text/plain");
        assertThat(header(answer, "Content-Disposition"))
                .isEqualTo("inline; filename=\"gr__e _1_.txt\"; filename*=UTF-8''gr%C3%BC%C3%9Fe%20%221%22.txt");
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(answer, "ETag")).isEqualTo("\"" + file.getSha256() + "\"");
        assertThat(header(answer, "Accept-Ranges")).isEqualTo("bytes");
        assertThat(header(answer, "Content-Length")).isEqualTo("5");
    }

    @Test
    void servesARange() throws Exception {
        StoredFile file = clients.stored("0123456789");

        HttpResponse<String> answer = clients.read(file.getUrl(), "Range", "bytes=2-4");

        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.body()).isEqualTo("234");
        assertThat(header(answer, "Content-Range")).isEqualTo("bytes 2-4/10");
    }

    @Test
    void servesTheEndOfAFile() throws Exception {
        StoredFile file = clients.stored("0123456789");

        assertThat(clients.read(file.getUrl(), "Range", "bytes=-3").body()).isEqualTo("789");
        assertThat(clients.read(file.getUrl(), "Range", "bytes=8-").body()).isEqualTo("89");
    }

    @Test
    void refusesARangeBeyondTheEnd() throws Exception {
        StoredFile file = clients.stored("0123456789");

        HttpResponse<String> answer = clients.read(file.getUrl(), "Range", "bytes=10-");

        assertThat(answer.statusCode()).isEqualTo(416);
        assertThat(header(answer, "Content-Range")).isEqualTo("bytes */10");
    }

    @Test
    void servesEverythingToAClientThatHoldsAPartOfOtherBytes() throws Exception {
        StoredFile file = clients.stored("0123456789");

        HttpResponse<String> answer = clients.read(file.getUrl(), "Range", "bytes=2-4", "If-Range", "\"other\"");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("0123456789");
    }

    @Test
    void saysThatNothingChanged() throws Exception {
        StoredFile file = clients.stored("hello");

        HttpResponse<String> answer = clients.read(file.getUrl(), "If-None-Match", "\"" + file.getSha256() + "\"");

        assertThat(answer.statusCode()).isEqualTo(304);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void tellsTheSizeWithoutTheBytes() throws Exception {
        StoredFile file = clients.stored("hello");

        HttpResponse<String> answer = clients.send(
                clients.request(file.getUrl()).method("HEAD", java.net.http.HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Content-Length")).isEqualTo("5");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void letsPagesOfAnyOriginRead() throws Exception {
        StoredFile file = clients.stored("hello");

        HttpResponse<String> answer = clients.read(file.getUrl(), "Origin", "https://page.example");

        assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo("https://page.example");
        assertThat(header(answer, "Access-Control-Expose-Headers")).contains("Content-Type");
    }

    @Test
    void showsAPageAsNobodys() throws Exception {
        StoredFile file = clients.stored(
                newFile(TeamId.random()).setFilename("a.html").setContentType("text/html; charset=utf-8"),
                "<script>1</script>");

        assertThat(header(clients.read(file.getUrl()), "Content-Security-Policy"))
                .isEqualTo("sandbox");
    }

    @Test
    void doesNotFindAFileByAnotherFilesToken() throws Exception {
        StoredFile one = clients.stored("one");
        StoredFile other = clients.stored("other");

        HttpResponse<String> answer = clients.read(one.getUrl().replace(one.getFileId(), other.getFileId()));

        assertThat(answer.statusCode()).isEqualTo(404);
        JsonObject body = new JsonObject(answer.body());
        assertThat(body.getBoolean("success")).isFalse();
        assertThat(body.getJsonObject("error").getString("code")).isEqualTo("not_found");
        assertThat(body.getString("detail"))
                .isEqualTo(body.getJsonObject("error").getString("message"));
    }

    @Test
    void saysThatBytesAreStillToCome() throws Exception {
        StoredFile file = clients.create(newFile(TeamId.random()));

        HttpResponse<String> answer = clients.read(file.getUrl());

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("no bytes yet");
    }

    @Test
    void doesNotFindADeletedFile() throws Exception {
        StoredFile file = clients.stored("hello");
        clients.asGateway()
                .deleteFile(DeleteFileRequest.newBuilder()
                        .setTeamId(file.getTeamId())
                        .setFileId(file.getFileId())
                        .build());

        assertThat(clients.read(file.getUrl()).statusCode()).isEqualTo(404);
    }

    @Test
    void answersUnknownPathsInTheErrorForm() throws Exception {
        HttpResponse<String> answer = clients.read("http://x/elsewhere");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(new JsonObject(answer.body()).getString("type")).isEqualTo("urn:error:not_found");
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
