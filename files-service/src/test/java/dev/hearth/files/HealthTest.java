package dev.hearth.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.files.testing.FilesTest;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
class HealthTest extends FilesTest {
    @ConfigProperty(name = "quarkus.management.test-port")
    int port;

    @Test
    void isReadyWithDatabaseAndStorage() throws Exception {
        HttpResponse<String> answer = get("/q/health/ready");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("storage").contains("PostgreSQL");
    }

    @Test
    void countsBytes() throws Exception {
        assertThat(get("/q/metrics").body()).contains("hearth_files_stored_bytes");
    }

    private HttpResponse<String> get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
