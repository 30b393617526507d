package dev.hearth.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.testing.ApiClient;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A request that makes no sense is a 400 that names what is wrong, and never a 5xx. */
@QuarkusTest
class BadInputTest {
    private ApiClient.Team team;

    @BeforeEach
    void makeTeam() {
        team = ApiClient.newTeam();
        team.client().post("/apps", "{\"name\":\"there\"}");
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                Arguments.of("/apps", "", "body"),
                Arguments.of("/apps", "{}", "name"),
                Arguments.of("/apps", "[]", "body"),
                Arguments.of("/apps", "{", "malformed JSON"),
                Arguments.of("/apps", "{\"name\":1}", "name"),
                Arguments.of("/apps", "{\"name\":true}", "name"),
                Arguments.of("/apps", "{\"name\":\"a b\"}", "name"),
                Arguments.of("/apps", "{\"name\":\"a\\u0000b\"}", "name"),
                Arguments.of("/apps", "{\"name\":\"x\",\"namespace\":\"list\"}", "namespace"),
                Arguments.of("/apps", "{\"name\":\"x\",\"description\":{}}", "description"),
                Arguments.of("/apps", "{\"name\":\"x\",\"description\":\"" + "d".repeat(10_001) + "\"}", "description"),
                Arguments.of(
                        "/apps",
                        "{\"name\":\"x\",\"agent_description\":\"" + "d".repeat(10_001) + "\"}",
                        "agent_description"),
                Arguments.of("/apps", "{\"name\":\"x\",\"visibility\":\"secret\"}", "visibility"),
                Arguments.of("/apps", "{\"name\":\"x\",\"images\":\"url\"}", "images"),
                Arguments.of("/apps", "{\"name\":\"x\",\"images\":{\"card\":1}}", "images.card"),
                Arguments.of("/apps", "{\"name\":\"x\",\"version\":{}}", "version"),
                Arguments.of("/apps/there", "{\"description\":7}", "description"),
                Arguments.of("/apps/there", "{\"version\":{}}", "version"),
                Arguments.of("/apps/T/there/versions", "{}", "archive_file_id"),
                Arguments.of("/apps/T/there/versions", "{\"archive_file_id\":7}", "archive_file_id"),
                Arguments.of("/apps/T/there/versions", "{\"archive_file_id\":\"nope\"}", "archive_file_id"),
                Arguments.of("/apps/T/there/versions", "{\"archive_file_id\":\"x\",\"tag\":\"latest\"}", "tag"),
                Arguments.of("/apps/T/there/versions", "{\"archive_file_id\":\"x\",\"tag\":\"a/b\"}", "tag"),
                Arguments.of(
                        "/apps/T/there/versions",
                        "{\"archive_file_id\":\"x\",\"preserve_current_version\":\"yes\"}",
                        "preserve_current_version"),
                Arguments.of("/apps/list", "{\"limit\":-1}", "limit"),
                Arguments.of("/apps/list", "{\"limit\":101}", "limit"),
                Arguments.of("/apps/list", "{\"limit\":\"2\"}", "limit"),
                Arguments.of("/apps/list", "{\"limit\":1.5}", "limit"),
                Arguments.of("/apps/list", "{\"page\":-2}", "page"),
                Arguments.of("/apps/list", "{\"cursor\":\"!!\"}", "cursor"),
                Arguments.of("/apps/list", "{\"cursor\":\"YWJj\"}", "cursor"),
                Arguments.of("/apps/list", "{\"direction\":\"up\"}", "direction"),
                Arguments.of("/apps/list", "{\"sort\":{}}", "sort"),
                Arguments.of("/apps/list", "{\"sort\":[{\"field\":\"team\"}]}", "sort[0].field"),
                Arguments.of("/apps/list", "{\"sort\":[{\"field\":\"name\",\"dir\":\"up\"}]}", "sort[0].dir"),
                Arguments.of("/apps/list", "{\"filters\":[{}]}", "filters[0].field"),
                Arguments.of("/apps/list", "{\"filters\":[null]}", "filters"),
                Arguments.of(
                        "/apps/list",
                        "{\"filters\":[{\"field\":\"name\",\"operator\":\"~\",\"value\":1}]}",
                        "filters[0].operator"),
                Arguments.of(
                        "/apps/list", "{\"filters\":[{\"field\":\"name\",\"operator\":\"eq\"}]}", "filters[0].value"),
                Arguments.of(
                        "/apps/list",
                        "{\"filters\":[{\"field\":\"name\",\"operator\":\"eq\",\"value\":1}]}",
                        "filters[0].value"),
                Arguments.of(
                        "/apps/list",
                        "{\"filters\":[{\"field\":\"name\",\"operator\":\"in\",\"value\":\"a\"}]}",
                        "filters[0].value"),
                Arguments.of(
                        "/apps/list",
                        "{\"filters\":[{\"field\":\"created_at\",\"operator\":\"gt\",\"value\":\"now\"}]}",
                        "filters[0].value"),
                Arguments.of(
                        "/apps/list",
                        "{\"filters\":[{\"field\":\"created_at\",\"operator\":\"like\",\"value\":\"2\"}]}",
                        "filters[0].value"),
                Arguments.of("/apps/list", "{\"search\":{\"term\":\"x\",\"fields\":[\"nope\"]}}", "search.fields"),
                Arguments.of("/apps/list", "{\"search\":\"x\"}", "search"),
                Arguments.of("/apps/there/versions/list", "{\"limit\":true}", "limit"),
                Arguments.of("/apikeys/list", "{\"sort\":[{\"field\":\"key\"}]}", "sort[0].field"),
                Arguments.of("/files/list", "{\"filters\":[{\"field\":\"size\"}]}", "filters[0].field"),
                Arguments.of("/files/list", "{\"sort\":[{\"field\":\"size\"}]}", "sort"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void namesWhatIsWrong(String path, String body, String named) {
        Response answer = team.client().post(path.replace("T", team.username()), body);

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(400);
        assertThat(answer.<String>path("error.code")).isEqualTo("invalid_request");
        assertThat(answer.<String>path("error.message")).contains(named);
    }

    @Test
    void doesNotFindOddIds() {
        for (String id : new String[] {"%00", "a%20b", "x".repeat(300), "..%2f", "a@b@c"}) {
            Response answer = team.client().get("/apps/" + id);
            assertThat(answer.statusCode()).as(id + answer.asString()).isIn(400, 404);
        }
        assertThat(team.client().get("/files/nope").statusCode()).isEqualTo(404);
        assertThat(team.client().delete("/apikeys/%00").statusCode()).isEqualTo(404);
        assertThat(team.client().get("/apps/there/versions/nope").statusCode()).isEqualTo(404);
    }

    @Test
    void findsAnAppByBareNameAndVersion() {
        assertThat(team.client().get("/apps/there").statusCode()).isEqualTo(200);
        assertThat(team.client().get("/apps/there@latest").statusCode()).isEqualTo(200);
        assertThat(team.client().get("/apps/there@v1").statusCode()).isEqualTo(404);
    }
}
