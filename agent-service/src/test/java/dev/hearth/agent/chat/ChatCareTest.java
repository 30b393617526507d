package dev.hearth.agent.chat;

import static dev.hearth.agent.testing.Clients.json;
import static dev.hearth.agent.testing.Clients.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.testing.AgentServiceTest;
import dev.hearth.agent.testing.Clients;
import dev.hearth.agent.testing.TestTeam;
import dev.hearth.errors.ErrorCode;
import dev.hearth.ids.ChatId;
import dev.hearth.ids.Ids;
import dev.hearth.proto.v1.ListFilter;
import dev.hearth.proto.v1.ListSearch;
import dev.hearth.proto.v1.ListWish;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ChatCareTest extends AgentServiceTest {
    @Inject
    Clients clients;

    @Inject
    Pool pool;

    private TestTeam team;
    private TestTeam stranger;

    @BeforeEach
    void makeTeams() {
        team = new TestTeam(clients);
        stranger = new TestTeam(clients);
    }

    @Test
    void opensAnIdleChatWithAnAgent() {
        JsonNode agent = team.agent("a");

        JsonNode chat =
                team.chat("{'agent': '%s/a', 'context': {'user': 'Ada', 'level': 3, 'no': null}, 'name': 'first'}"
                        .formatted(team.namespace()));

        assertThat(chat.path("status").asText()).isEqualTo("idle");
        assertThat(chat.path("agent_id")).isEqualTo(agent.path("id"));
        assertThat(chat.path("agent_version_id")).isEqualTo(agent.path("version_id"));
        assertThat(chat.path("context").toString())
                .contains("\"user\":\"Ada\"", "\"level\":\"3\"")
                .doesNotContain("no");
        assertThat(chat.path("name").asText()).isEqualTo("first");
        assertThat(chat.path("chat_messages").isArray()).isTrue();
        assertThat(chat.path("team_id").asText()).isEqualTo(team.caller().team().value());
    }

    @Test
    void opensAChatWithAnAgentOfItsOwn() {
        JsonNode chat =
                team.chat("{'agent': 'x/nothing', 'agent_name': 'helper', 'agent_config': {'core_app': 'a/llm'}}");
        JsonNode same = team.chat("{'agent_config': {'name': 'helper', 'core_app': {'ref': 'a/llm'}}}");

        assertThat(chat.path("status").asText()).isEqualTo("idle");
        assertThat(chat.path("agent_version_id").asText()).isNotEmpty();
        assertThat(same.path("agent_version_id")).isEqualTo(chat.path("agent_version_id"));
    }

    @Test
    void refusesAChatThatCannotBe() {
        refused(ErrorCode.NOT_FOUND, () -> team.chat("{'agent': 'x/nothing'}"));
        refused(ErrorCode.INVALID_REQUEST, () -> team.chat("{'agent': 5}"));
        refused(ErrorCode.INVALID_REQUEST, () -> team.chat("{'agent_config': {}}"));
        refused(ErrorCode.INVALID_REQUEST, () -> team.chat("{'agent_config': 'x'}"));
        refused(ErrorCode.INVALID_REQUEST, () -> team.chat("{'context': []}"));
        refused(ErrorCode.INVALID_REQUEST, () -> team.chat("{'context': {'a': {}}}"));
        refused(ErrorCode.INVALID_REQUEST, () -> team.chat("{'visibility': 'secret'}"));
        assertThat(list(ListWish.newBuilder()).path("total_items").asInt()).isZero();
    }

    @Test
    void changesWhatIsNamedAndNothingElse() {
        String id =
                team.chat("{'name': 'old', 'description': 'kept'}").path("id").asText();

        JsonNode changed = json(clients.agents().updateChat(team.about(id, "{'name': 'new', 'description': null}")));

        assertThat(changed.path("name").asText()).isEqualTo("new");
        assertThat(changed.path("description").asText()).isEqualTo("kept");
    }

    @Test
    void givesAChatAnotherAgent() {
        team.agent("a");
        JsonNode other = team.agent("b");
        String id = team.chat("{'agent': 'a'}").path("id").asText();

        JsonNode changed = json(clients.agents().setChatAgent(team.about(id, "{'agent': 'b'}")));

        assertThat(changed.path("agent_version_id")).isEqualTo(other.path("version_id"));

        JsonNode own = json(clients.agents().setChatAgent(team.about(id, "{'agent_config': {'core_app': 'a/llm'}}")));

        assertThat(own.path("agent_version_id")).isNotEqualTo(other.path("version_id"));
        refused(ErrorCode.INVALID_REQUEST, () -> clients.agents().setChatAgent(team.about(id, "{}")));
        refused(ErrorCode.NOT_FOUND, () -> clients.agents().setChatAgent(team.about(id, "{'agent': 'c'}")));
    }

    @Test
    void forgetsADeletedChatAndItsChildren() {
        String id = team.chat("{}").path("id").asText();
        String child = childOf(id);

        clients.agents().deleteChat(team.resource(id));

        refused(ErrorCode.NOT_FOUND, () -> clients.agents().getChatTrace(team.resource(id)));
        refused(ErrorCode.NOT_FOUND, () -> clients.agents().getChatTrace(team.resource(child)));
        refused(ErrorCode.NOT_FOUND, () -> clients.agents().deleteChat(team.resource(id)));
        assertThat(list(ListWish.newBuilder()).path("items")).isEmpty();
    }

    @Test
    void findsNothingOfAnotherTeam() {
        String id =
                team.chat("{'name': 'mine', 'visibility': 'public'}").path("id").asText();

        refused(ErrorCode.NOT_FOUND, () -> clients.agents().updateChat(stranger.about(id, "{'name': 'x'}")));
        refused(ErrorCode.NOT_FOUND, () -> clients.agents().setChatAgent(stranger.about(id, "{'agent': 'x'}")));
        refused(ErrorCode.NOT_FOUND, () -> clients.agents().deleteChat(stranger.resource(id)));
        refused(ErrorCode.NOT_FOUND, () -> clients.agents().getChatTrace(stranger.resource(id)));
        assertThat(json(clients.agents()
                                .listChats(
                                        stranger.asked("", ListWish.newBuilder().setIncludeOthers(true))))
                        .path("items"))
                .isEmpty();
        assertThat(names(list(ListWish.newBuilder()))).containsExactly("mine");
    }

    @Test
    void listsTheTeamsChatsNewestFirstInPages() {
        for (int i = 0; i < 3; i++) {
            team.chat("{'name': 'c%d'}".formatted(i));
        }

        JsonNode first = list(ListWish.newBuilder().setLimit(2));
        JsonNode second = list(ListWish.newBuilder()
                .setLimit(2)
                .setCursor(first.path("next_cursor").asText()));

        assertThat(names(first)).containsExactly("c2", "c1");
        assertThat(names(second)).containsExactly("c0");
        assertThat(first.path("total_items").asInt()).isEqualTo(3);
        assertThat(names(list(
                        ListWish.newBuilder().setSearch(ListSearch.newBuilder().setTerm("C1")))))
                .containsExactly("c1");
    }

    @Test
    void listsChatsOfAgentToolsOnlyWhenAskedForTheirParents() {
        JsonNode parent = team.chat("{'name': 'parent'}");
        String child = childOf(parent.path("id").asText());

        assertThat(names(list(ListWish.newBuilder()))).containsExactly("parent");
        JsonNode below = list(ListWish.newBuilder()
                .addFilters(ListFilter.newBuilder()
                        .setField("parent_id")
                        .addValues(parent.path("id").asText())));
        assertThat(below.path("items")).hasSize(1);
        assertThat(below.path("items").path(0).path("id").asText()).isEqualTo(child);
        assertThat(names(list(ListWish.newBuilder()
                        .addFilters(
                                ListFilter.newBuilder().setField("parent_id").setOperator("is_null")))))
                .containsExactly("parent");
    }

    @Test
    void tracesTheStepsOfAChat() {
        JsonNode agent = team.agent("a");
        String chat = team.chat("{'agent': 'a'}").path("id").asText();
        Steps steps = new Steps(chat, agent.path("version_id").asText());
        String first = steps.llmCall(1, "completed");
        String look = steps.invocation("client", "completed");
        String ask = steps.invocation("app", "awaiting_approval");
        String second = steps.llmCall(2, "recorded");

        JsonNode trace = json(clients.agents().getChatTrace(team.resource(chat)));

        assertThat(trace.path("graph_id").asText()).isEqualTo(chat);
        assertThat(trace.path("nodes"))
                .extracting(node -> node.path("id").asText())
                .containsExactly(first, look, ask, second);
        assertThat(trace.path("nodes"))
                .extracting(node -> node.path("status").asText())
                .containsExactly("completed", "completed", "blocked", "running");
        assertThat(trace.path("edges"))
                .extracting(edge -> edge.path("from_node").asText() + " "
                        + edge.path("type").asText() + " "
                        + edge.path("to_node").asText())
                .containsExactly(
                        first + " execution " + look,
                        first + " execution " + ask,
                        look + " dependency " + second,
                        ask + " dependency " + second);
        assertThat(trace.path("total_steps").asInt()).isEqualTo(4);
        assertThat(trace.path("completed_steps").asInt()).isEqualTo(2);
        assertThat(trace.path("running_steps").asInt()).isEqualTo(1);
        assertThat(trace.path("failed_steps").asInt()).isZero();
        assertThat(trace.path("nodes").path(0).path("duration_ms").asInt()).isEqualTo(1500);
        assertThat(json(clients.agents()
                                .getChatTrace(
                                        team.resource(team.chat("{}").path("id").asText())))
                        .path("nodes"))
                .isEmpty();
    }

    private String childOf(String chat) {
        String id = ChatId.random().value();
        execute("""
                insert into agent.chat (id, team_id, user_id, parent_id, depth, status, name, description, visibility, context,
                    agent_data, next_position, created_at, updated_at)
                values ($1, $2, 'u', $3, 1, 'idle', 'child', '', 'private', '{}', '{}', 0, now(), now())""", id, team.caller().team().value(), chat);
        return id;
    }

    private JsonNode list(ListWish.Builder wish) {
        return json(clients.agents().listChats(team.asked("", wish)));
    }

    private void execute(String statement, Object... values) {
        pool.preparedQuery(statement)
                .execute(Tuple.tuple(List.of(values)))
                .await()
                .atMost(Duration.ofSeconds(20));
    }

    private static List<String> names(JsonNode page) {
        List<String> names = new ArrayList<>();
        page.path("items").forEach(item -> names.add(item.path("name").asText()));
        return names;
    }

    /** Rows as the loop leaves them, of one turn. */
    private final class Steps {
        private final String chat;
        private final String turn = Ids.random();
        private String message = "";
        private int position;

        Steps(String chat, String version) {
            this.chat = chat;
            execute("""
                    insert into agent.turn (id, chat_id, team_id, user_id, agent_version_id, user_message_id, state, stop_requested,
                        round, total_tokens, deadline_at, epoch, created_at, updated_at)
                    values ($1, $2, $3, 'u', $4, 'm', 'ended', false, 0, 0, now(), 0, now(), now())""", turn, chat, team.caller().team().value(), version);
        }

        String llmCall(int round, String status) {
            message = Ids.random();
            position++;
            execute("""
                    insert into agent.message (id, chat_id, team_id, user_id, turn_id, position, role, status, content, created_at,
                        updated_at)
                    values ($1, $2, $3, 'u', $4, $5, 'assistant', 'ready', '[]', now(), now())""", message, chat, team.caller().team().value(), turn, position);
            String id = Ids.random();
            execute("""
                    insert into agent.llm_call (id, turn_id, message_id, round, status, created_at, settled_at)
                    values ($1, $2, $3, $4, $5, now(),
                        case when $5 = 'recorded' then null else now() + interval '1.5 seconds' end)""", id, turn, message, round, status);
            return id;
        }

        String invocation(String type, String status) {
            String id = Ids.random();
            position++;
            execute("""
                    insert into agent.tool_invocation (id, chat_id, turn_id, message_id, team_id, user_id, position, call_id, type,
                        name, display_name, arguments, status, attempt, created_at, updated_at)
                    values ($1, $2, $3, $4, $5, 'u', $6, 'c', $7, 'tool', '', '{}', $8, 1, now(), now())""", id, chat, turn, message, team.caller().team().value(), position, type, status);
            return id;
        }
    }
}
