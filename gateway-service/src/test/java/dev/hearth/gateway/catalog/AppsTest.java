package dev.hearth.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.testing.ApiClient;
import dev.hearth.gateway.testing.PublishedApps;
import dev.hearth.gateway.testing.PublishedApps.Version;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AppsTest {
    @Inject
    PublishedApps apps;

    private ApiClient.Team team;

    @BeforeEach
    void makeTeam() {
        team = ApiClient.newTeam();
    }

    @Test
    void makesAnAppAndChangesTheOneOfThisName() {
        Response made = team.client().post("/apps", Map.of("name", "first", "description", "one"));
        Response changed = team.client().post("/apps", Map.of("name", "first", "category", "audio"));

        assertThat(made.statusCode()).isEqualTo(200);
        assertThat(made.<String>path("data.namespace")).isEqualTo(team.username());
        assertThat(changed.<String>path("data.id")).isEqualTo(made.path("data.id"));
        assertThat(changed.<String>path("data.description")).isEqualTo("one");
        assertThat(changed.<String>path("data.category")).isEqualTo("audio");
    }

    @Test
    void refusesAVersionAndNamesThePublishRoute() {
        Response refused = team.client().post("/apps", Map.of("name", "x", "version", Map.of()));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.<String>path("error.message")).contains("POST /apps/{namespace}/{name}/versions");
        assertThat(team.client().get("/apps/x").statusCode()).isEqualTo(404);
    }

    @Test
    void doesNotRename() {
        String id = team.client().post("/apps", Map.of("name", "kept")).path("data.id");

        Response refused = team.client().post("/apps/{id}", Map.of("name", "other"), id);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.<String>path("error.message")).isEqualTo("name of an app cannot change from kept to other");
    }

    @Test
    void freesTheNameOfADeletedApp() {
        String id = team.client().post("/apps", Map.of("name", "gone")).path("data.id");

        assertThat(team.client().delete("/apps/{id}", id).statusCode()).isEqualTo(204);

        assertThat(team.client().get("/apps/{id}", id).statusCode()).isEqualTo(404);
        assertThat(team.client().get("/apps/{ns}/gone", team.username()).statusCode())
                .isEqualTo(404);
        assertThat(team.client().post("/apps", Map.of("name", "gone")).<String>path("data.id"))
                .isNotEqualTo(id);
    }

    @Test
    void movesTheCurrentVersion() {
        String name = PublishedApps.newName();
        Version first = apps.ready(team, name, Map.of(), PublishedApps.OUTPUT);
        apps.ready(team, name, Map.of(), PublishedApps.OUTPUT);

        Response moved = team.client()
                .put(
                        "/apps/{id}/versions/{v}/current",
                        first.app().value(),
                        first.id().shortValue());

        assertThat(moved.<String>path("data.version_id")).isEqualTo(first.id().value());
        assertThat(moved.<String>path("data.version.id")).isEqualTo(first.id().value());
    }

    @Test
    void doesNotMakeAVersionCurrentThatIsNotReady() {
        Version version = apps.building(team, PublishedApps.newName(), Map.of());

        Response refused = team.client()
                .put(
                        "/apps/{id}/versions/{v}/current",
                        version.app().value(),
                        version.id().value());

        assertThat(refused.statusCode()).isEqualTo(409);
    }

    @Test
    void walksThroughPagesForwardsAndBackwards() {
        List<String> names = List.of("a", "b", "c", "d", "e");
        names.forEach(name -> team.client().post("/apps", Map.of("name", name)));
        List<Map<String, String>> byName = List.of(Map.of("field", "name", "dir", "asc"));

        Response first = team.client().post("/apps/list", Map.of("limit", 2, "sort", byName));
        Response second = team.client()
                .post("/apps/list", Map.of("limit", 2, "sort", byName, "cursor", first.path("data.next_cursor")));
        Response third = team.client()
                .post("/apps/list", Map.of("limit", 2, "sort", byName, "cursor", second.path("data.next_cursor")));
        Response back = team.client()
                .post(
                        "/apps/list",
                        Map.of(
                                "limit",
                                2,
                                "sort",
                                byName,
                                "direction",
                                "prev",
                                "cursor",
                                third.path("data.prev_cursor")));

        assertThat(namesIn(first)).containsExactly("a", "b");
        assertThat(namesIn(second)).containsExactly("c", "d");
        assertThat(namesIn(third)).containsExactly("e");
        assertThat(namesIn(back)).containsExactly("c", "d");
        assertThat(first.<Boolean>path("data.has_previous")).isFalse();
        assertThat(third.<Boolean>path("data.has_next")).isFalse();
        assertThat(third.<String>path("data.next_cursor")).isEmpty();
        assertThat(first.<Integer>path("data.total_items")).isEqualTo(5);
        assertThat(first.<Integer>path("data.items_per_page")).isEqualTo(2);
    }

    @Test
    void listsTheNewestFirst() {
        team.client().post("/apps", Map.of("name", "older"));
        team.client().post("/apps", Map.of("name", "newer"));

        assertThat(namesIn(team.client().post("/apps/list", Map.of()))).containsExactly("newer", "older");
    }

    @Test
    void filtersAndSearches() {
        team.client().post("/apps", Map.of("name", "cat", "category", "image", "description", "50% off_x"));
        team.client().post("/apps", Map.of("name", "dog", "category", "audio", "description", "500 of a kind"));

        assertThat(filtered("category", "eq", "image")).containsExactly("cat");
        assertThat(filtered("category", "neq", "image")).containsExactly("dog");
        assertThat(filtered("name", "in", List.of("cat", "cow"))).containsExactly("cat");
        assertThat(filtered("name", "not_in", List.of("cat", "cow"))).containsExactly("dog");
        assertThat(filtered("name", "gte", "d")).containsExactly("dog");
        assertThat(filtered("name", "lt", "d")).containsExactly("cat");
        assertThat(filtered("name", "like", "c%")).containsExactly("cat");
        assertThat(filtered("name", "ilike", "C%")).containsExactly("cat");
        assertThat(filtered("description", "contains", "50% OFF_")).containsExactly("cat");
        assertThat(filtered("description", "not_contains", "%")).containsExactly("dog");
        assertThat(filtered("description", "is_empty", "")).isEmpty();
        assertThat(filtered("description", "is_not_empty", "")).hasSize(2);
        assertThat(filtered("description", "is_null", "")).isEmpty();
        assertThat(filtered("created_at", "gt", "2020-01-01T00:00:00Z")).hasSize(2);
        assertThat(namesIn(team.client().post("/apps/list", Map.of("search", Map.of("term", "KIND")))))
                .containsExactly("dog");
        assertThat(namesIn(team.client()
                        .post(
                                "/apps/list",
                                Map.of("search", Map.of("term", "cat", "exact", true, "fields", List.of("name"))))))
                .containsExactly("cat");
    }

    @Test
    void acceptsAnEmptyBodyForALists() {
        assertThat(new ApiClient(team.client().key()).post("/apps/list", "").statusCode())
                .isEqualTo(200);
    }

    @Test
    void showsPublicAppsOfOthersOnlyWhenAsked() {
        ApiClient.Team other = ApiClient.newTeam();
        String name = PublishedApps.newName();
        other.client().post("/apps", Map.of("name", name, "visibility", "public"));

        Map<String, Object> search = Map.of("term", name);
        assertThat(namesIn(team.client().post("/apps/list", Map.of("search", search))))
                .isEmpty();
        assertThat(namesIn(team.client().post("/apps/list", Map.of("search", search, "include_others", true))))
                .containsExactly(name);
    }

    private List<String> filtered(String field, String operator, Object value) {
        return namesIn(team.client()
                .post(
                        "/apps/list",
                        Map.of("filters", List.of(Map.of("field", field, "operator", operator, "value", value)))));
    }

    private static List<String> namesIn(Response response) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        return new ArrayList<>(response.<List<String>>path("data.items.name"));
    }
}
