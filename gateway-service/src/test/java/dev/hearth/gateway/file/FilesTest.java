package dev.hearth.gateway.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.testing.ApiClient;
import dev.hearth.gateway.testing.FakeFiles;
import dev.hearth.ids.FileId;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class FilesTest {
    @Inject
    FakeFiles files;

    private ApiClient.Team team;

    @BeforeEach
    void makeTeam() {
        team = ApiClient.newTeam();
    }

    @Test
    void answersAnArrayInTheOrderAskedFor() {
        Response made = team.client()
                .post(
                        "/files",
                        Map.of(
                                "files",
                                List.of(Map.of("uri", "", "filename", "a"), Map.of("uri", "", "filename", "b"))));

        assertThat(made.statusCode()).isEqualTo(200);
        assertThat(made.<List<String>>path("data.filename")).containsExactly("a", "b");
        assertThat(made.<String>path("data[0].upload_url")).startsWith(FakeFiles.PUBLIC_URL + "/u/");
        assertThat(made.<String>path("data[0].uri")).startsWith(FakeFiles.PUBLIC_URL + "/f/");
        assertThat(made.<String>path("data[0].category")).isEqualTo("uploads");
    }

    @Test
    void takesNullForAbsent() {
        Map<String, Object> file = new HashMap<>();
        file.put("uri", "");
        file.put("filename", null);
        file.put("content_type", null);
        file.put("path", null);
        file.put("public", null);
        file.put("size", null);

        assertThat(team.client().post("/files", Map.of("files", List.of(file))).statusCode())
                .isEqualTo(200);
    }

    @Test
    void readsListsAndDeletesOwnFiles() {
        FileId file = files.stored(team.id(), "inputs");

        assertThat(team.client().get("/files/{id}", file.value()).<String>path("data.uri"))
                .isEqualTo(FakeFiles.urlOf(file));
        assertThat(team.client().post("/files/list", Map.of()).<List<String>>path("data.items.id"))
                .containsExactly(file.value());
        assertThat(team.client()
                        .post(
                                "/files/list",
                                Map.of(
                                        "filters",
                                        List.of(Map.of("field", "category", "operator", "eq", "value", "repos"))))
                        .<List<String>>path("data.items"))
                .isEmpty();
        assertThat(team.client().delete("/files/{id}", file.value()).statusCode())
                .isEqualTo(204);
        assertThat(team.client().get("/files/{id}", file.value()).statusCode()).isEqualTo(404);
    }

    @Test
    void saysWhatIsWrongWithNewFiles() {
        assertThat(message(Map.of())).isEqualTo("files is missing");
        assertThat(message(Map.of("files", List.of()))).contains("files");
        assertThat(message(Map.of("files", "x"))).contains("files");
        assertThat(message(Map.of("files", List.of(Map.of("size", "many"))))).contains("size");
        assertThat(message(Map.of("files", List.of(Map.of("size", -1))))).contains("size must not be negative");
        assertThat(message(Map.of("category", "other", "files", List.of(Map.of()))))
                .contains("category");
    }

    private String message(Object body) {
        Response answer = team.client().post("/files", body);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(400);
        return answer.path("error.message");
    }
}
