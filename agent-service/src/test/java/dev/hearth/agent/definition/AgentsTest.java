package dev.hearth.agent.definition;

import static dev.hearth.agent.testing.Clients.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.testing.AgentServiceTest;
import dev.hearth.agent.testing.Clients;
import dev.hearth.agent.testing.TestTeam;
import dev.hearth.errors.ErrorCode;
import dev.hearth.proto.v1.ListFilter;
import dev.hearth.proto.v1.ListSearch;
import dev.hearth.proto.v1.ListSort;
import dev.hearth.proto.v1.ListWish;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AgentsTest extends AgentServiceTest {
    @Inject
    Clients clients;

    private TestTeam team;
    private TestTeam stranger;

    @BeforeEach
    void makeTeams() {
        team = new TestTeam(clients);
        stranger = new TestTeam(clients);
    }

    @Test
    void makesAnAgentWithItsFirstVersion() {
        JsonNode made = team.save("""
                {'name': 'helper', 'description': 'helps', 'images': {'card': 'https://x.example/c.png'}, 'tag': 'v1',
                 'namespace': 'elsewhere', 'version': {'core_app': 'me/llm', 'system_prompt': 'Be kind.'}}""");

        assertThat(made.path("namespace").asText()).isEqualTo(team.namespace());
        assertThat(made.path("name").asText()).isEqualTo("helper");
        assertThat(made.path("description").asText()).isEqualTo("helps");
        assertThat(made.path("visibility").asText()).isEqualTo("private");
        assertThat(made.path("images").path("card").asText()).isEqualTo("https://x.example/c.png");
        assertThat(made.path("short_id").asText())
                .isEqualTo(made.path("id").asText().substring(0, 8));
        assertThat(made.path("version_id")).isEqualTo(made.path("version").path("id"));
        assertThat(made.path("version").path("agent_id")).isEqualTo(made.path("id"));
        assertThat(made.path("version").path("name").asText()).isEqualTo("helper");
        assertThat(made.path("version").path("system_prompt").asText()).isEqualTo("Be kind.");
        assertThat(made.path("version").path("core_app").path("ref").asText()).isEqualTo("me/llm");
        assertThat(made.path("version").path("tag").asText()).isEqualTo("v1");
        assertThat(made.path("version").path("tools").isArray()).isTrue();
    }

    @Test
    void takesTheConfigurationBesideTheName() {
        JsonNode made = team.save("{'name': 'plain', 'core_app': 'me/llm', 'temperature': 0.5}");

        assertThat(made.path("version")
                        .path("core_app")
                        .path("input")
                        .path("temperature")
                        .asDouble())
                .isEqualTo(0.5);
    }

    @Test
    void addsAVersionAndKeepsTheEarlierOneAsItWas() {
        JsonNode first = team.agent("a");

        JsonNode second = team.save("{'id': '%s', 'version': {'core_app': 'x/other'}}"
                .formatted(first.path("id").asText()));

        assertThat(second.path("id")).isEqualTo(first.path("id"));
        assertThat(second.path("version").path("number").asInt()).isEqualTo(2);
        assertThat(team.get(first.path("id").asText()).path("version_id")).isEqualTo(second.path("version_id"));
        JsonNode early =
                team.get(team.namespace(), "a", first.path("version_id").asText());
        assertThat(early.path("version")).isEqualTo(first.path("version"));
    }

    @Test
    void takesAnEqualConfigurationForTheSameVersion() {
        JsonNode first = team.agent("a");
        team.save("{'name': 'a', 'version': {'core_app': 'x/other'}}");

        JsonNode again =
                team.save("{'name': 'a', 'version': {'core_app': {'ref': 'x/llm', 'input': {}}, 'tools': null}}");

        assertThat(again.path("version_id")).isEqualTo(first.path("version_id"));
        assertThat(team.get(first.path("id").asText()).path("version_id")).isEqualTo(first.path("version_id"));
    }

    @Test
    void changesWhatIsNotPartOfAVersion() {
        JsonNode made = team.agent("a");

        JsonNode changed = team.save(made.path("id").asText(), "{'description': 'new', 'visibility': 'public'}");

        assertThat(changed.path("description").asText()).isEqualTo("new");
        assertThat(changed.path("visibility").asText()).isEqualTo("public");
        assertThat(changed.path("version_id")).isEqualTo(made.path("version_id"));
    }

    @Test
    void findsAnAgentByIdShortIdAndName() {
        JsonNode made = team.agent("a");

        assertThat(team.get(made.path("id").asText())).isEqualTo(made);
        assertThat(team.get(made.path("short_id").asText())).isEqualTo(made);
        assertThat(team.get(team.namespace(), "a", "")).isEqualTo(made);
        assertThat(team.get("a")).isEqualTo(made);
        assertThat(team.get(team.namespace() + "/a")).isEqualTo(made);
    }

    @Test
    void findsAVersionByTagIdAndStartOfId() {
        JsonNode first = team.save("{'name': 'a', 'tag': 'stable', 'version': {'core_app': 'x/llm'}}");
        String versionId = first.path("version_id").asText();
        team.save("{'name': 'a', 'version': {'core_app': 'x/other'}}");

        assertThat(team.get(team.namespace(), "a@stable", "").path("version_id").asText())
                .isEqualTo(versionId);
        assertThat(team.get(team.namespace(), "a", versionId).path("version_id").asText())
                .isEqualTo(versionId);
        assertThat(team.get(team.namespace(), "a@" + versionId.substring(0, 8), "")
                        .path("version_id")
                        .asText())
                .isEqualTo(versionId);
        assertThat(team.get("a@latest").path("version_id").asText()).isNotEqualTo(versionId);
        refused(ErrorCode.NOT_FOUND, () -> team.get(team.namespace(), "a", "nothing"));
    }

    @Test
    void movesATagToTheVersionThatIsGivenIt() {
        JsonNode first = team.save("{'name': 'a', 'tag': 't', 'version': {'core_app': 'x/llm'}}");
        JsonNode second = team.save("{'name': 'a', 'tag': 't', 'version': {'core_app': 'x/other'}}");

        assertThat(team.get("a@t").path("version_id")).isEqualTo(second.path("version_id"));
        assertThat(team.get("", "a", first.path("version_id").asText())
                        .path("version")
                        .has("tag"))
                .isFalse();
    }

    @Test
    void showsNothingOfAnotherTeam() {
        JsonNode made = team.agent("a");
        String id = made.path("id").asText();

        refused(ErrorCode.NOT_FOUND, () -> stranger.get(id));
        refused(ErrorCode.NOT_FOUND, () -> stranger.get(made.path("short_id").asText()));
        refused(ErrorCode.NOT_FOUND, () -> stranger.get(team.namespace(), "a", ""));
        refused(ErrorCode.NOT_FOUND, () -> stranger.save(id, "{'description': 'mine'}"));
        refused(ErrorCode.NOT_FOUND, () -> stranger.delete(id));
        refused(ErrorCode.NOT_FOUND, () -> stranger.listVersions(id, ListWish.newBuilder()));
        assertThat(stranger.list(ListWish.newBuilder()
                                .setIncludeOthers(true)
                                .setSearch(ListSearch.newBuilder().setTerm(team.namespace())))
                        .path("items"))
                .isEmpty();
        assertThat(team.get(id)).isEqualTo(made);
    }

    @Test
    void letsOtherTeamsUseAPublicAgentButNotChangeIt() {
        JsonNode made = team.save("""
                {'name': 'open', 'visibility': 'public', 'version': {'core_app': 'x/llm', 'tools': [{'name': 'h', 'type': 'hook',
                  'hook': {'url': 'https://h.example/', 'secret': 'literal'}}]}}""");
        String id = made.path("id").asText();

        JsonNode seen = stranger.get(team.namespace(), "open", "");

        assertThat(seen.path("id").asText()).isEqualTo(id);
        assertThat(seen.toString()).doesNotContain("literal");
        assertThat(made.toString()).contains("literal");
        refused(ErrorCode.FORBIDDEN, () -> stranger.save(id, "{'description': 'mine'}"));
        refused(ErrorCode.FORBIDDEN, () -> stranger.delete(id));
        assertThat(stranger.list(ListWish.newBuilder()).path("items")).isEmpty();
        assertThat(stranger.list(ListWish.newBuilder()
                                .setIncludeOthers(true)
                                .setSearch(ListSearch.newBuilder().setTerm(team.namespace())))
                        .path("items"))
                .hasSize(1);
    }

    @Test
    void listsInPagesNewestFirst() {
        for (int i = 0; i < 5; i++) {
            team.agent("a" + i);
        }

        JsonNode first = team.list(ListWish.newBuilder().setLimit(2));
        JsonNode second = team.list(ListWish.newBuilder()
                .setLimit(2)
                .setCursor(first.path("next_cursor").asText()));
        JsonNode third = team.list(ListWish.newBuilder()
                .setLimit(2)
                .setCursor(second.path("next_cursor").asText()));
        JsonNode back = team.list(ListWish.newBuilder()
                .setLimit(2)
                .setBackward(true)
                .setCursor(third.path("prev_cursor").asText()));

        assertThat(names(first)).containsExactly("a4", "a3");
        assertThat(names(second)).containsExactly("a2", "a1");
        assertThat(names(third)).containsExactly("a0");
        assertThat(names(back)).containsExactly("a2", "a1");
        assertThat(first.path("total_items").asInt()).isEqualTo(5);
        assertThat(first.path("has_previous").asBoolean()).isFalse();
        assertThat(third.path("has_next").asBoolean()).isFalse();
        assertThat(names(team.list(ListWish.newBuilder().setLimit(2).setPage(3))))
                .containsExactly("a0");
    }

    @Test
    void filtersSearchesAndSorts() {
        team.save("{'name': 'apple', 'description': 'a fruit', 'visibility': 'public'}");
        team.save("{'name': 'bread', 'description': 'no fruit at 100%'}");
        team.save("{'name': 'coal'}");

        assertThat(names(team.list(filter("name", "eq", "apple")))).containsExactly("apple");
        assertThat(names(team.list(filter("name", "in", "apple", "coal")))).containsExactly("coal", "apple");
        assertThat(names(team.list(filter("description", "contains", "100%")))).containsExactly("bread");
        assertThat(names(team.list(filter("description", "is_empty")))).containsExactly("coal");
        assertThat(names(team.list(filter("created_at", "lt", "2000-01-01T00:00:00Z"))))
                .isEmpty();
        assertThat(names(team.list(
                        ListWish.newBuilder().setSearch(ListSearch.newBuilder().setTerm("FRUIT")))))
                .containsExactly("bread", "apple");
        assertThat(names(team.list(
                        ListWish.newBuilder().addSort(ListSort.newBuilder().setField("name")))))
                .containsExactly("apple", "bread", "coal");
    }

    @Test
    void refusesAWishThatMakesNoSense() {
        refused(ErrorCode.INVALID_REQUEST, () -> team.list(filter("secret", "eq", "x")));
        refused(ErrorCode.INVALID_REQUEST, () -> team.list(filter("name", "resembles", "x")));
        refused(ErrorCode.INVALID_REQUEST, () -> team.list(filter("name", "eq")));
        refused(ErrorCode.INVALID_REQUEST, () -> team.list(filter("created_at", "gt", "yesterday")));
        refused(ErrorCode.INVALID_REQUEST, () -> team.list(ListWish.newBuilder().setLimit(101)));
        refused(ErrorCode.INVALID_REQUEST, () -> team.list(ListWish.newBuilder().setCursor("x")));
    }

    @Test
    void listsTheVersionsOfAnAgent() {
        String id = team.agent("a").path("id").asText();
        team.save(id, "{'version': {'core_app': 'x/two'}}");

        JsonNode listed = team.listVersions(id, ListWish.newBuilder());

        assertThat(listed.path("items")).hasSize(2);
        assertThat(listed.path("items").path(0).path("core_app").path("ref").asText())
                .isEqualTo("x/two");
    }

    @Test
    void forgetsADeletedAgentButNotItsName() {
        String id = team.agent("a").path("id").asText();

        team.delete(id);

        refused(ErrorCode.NOT_FOUND, () -> team.get(id));
        assertThat(team.list(ListWish.newBuilder()).path("items")).isEmpty();
        assertThat(team.agent("a").path("id").asText()).isNotEqualTo(id);
    }

    @Test
    void refusesWhatCannotBe() {
        String id = team.agent("a").path("id").asText();

        refused(ErrorCode.INVALID_REQUEST, () -> team.save("{'version': {'core_app': 'x/llm'}}"));
        refused(ErrorCode.INVALID_REQUEST, () -> team.save("{'name': 'a b'}"));
        refused(ErrorCode.INVALID_REQUEST, () -> team.save("{'name': 'list'}"));
        refused(ErrorCode.INVALID_REQUEST, () -> team.save("{'name': 'b', 'visibility': 'secret'}"));
        refused(ErrorCode.INVALID_REQUEST, () -> team.save("{'name': 'b', 'version': {}}"));
        refused(ErrorCode.INVALID_REQUEST, () -> team.save("{'name': 'b', 'tag': 'latest', 'core_app': 'x/y'}"));
        refused(ErrorCode.INVALID_REQUEST, () -> team.save("[]"));
        refused(ErrorCode.INVALID_REQUEST, () -> team.save("{"));
        refused(ErrorCode.INVALID_REQUEST, () -> team.save(id, "{'name': 'other'}"));
        refused(ErrorCode.INVALID_REQUEST, () -> team.get("a//b"));
        assertThat(team.list(ListWish.newBuilder()).path("total_items").asInt()).isEqualTo(1);
    }

    @Test
    void listsTheBuiltInTools() {
        JsonNode tools = Clients.json(clients.agents().listInternalTools(team.resource("")));

        assertThat(tools).hasSize(5);
        assertThat(tools.path(0).toString()).contains("plan_create", "\"scope\":\"all\"");
    }

    private static ListWish.Builder filter(String field, String operator, String... values) {
        return ListWish.newBuilder()
                .addFilters(ListFilter.newBuilder()
                        .setField(field)
                        .setOperator(operator)
                        .addAllValues(List.of(values)));
    }

    private static List<String> names(JsonNode page) {
        List<String> names = new ArrayList<>();
        page.path("items").forEach(item -> names.add(item.path("name").asText()));
        return names;
    }
}
