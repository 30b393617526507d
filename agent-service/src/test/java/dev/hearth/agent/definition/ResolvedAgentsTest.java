package dev.hearth.agent.definition;

import static dev.hearth.agent.testing.Configurations.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.testing.AgentServiceTest;
import dev.hearth.agent.testing.Clients;
import dev.hearth.agent.testing.TestTeam;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.AgentVersionId;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ResolvedAgentsTest extends AgentServiceTest {
    @Inject
    AgentResolver agents;

    @Inject
    ResolvedAgents resolved;

    @Inject
    Clients clients;

    private TestTeam team;

    @BeforeEach
    void makeTeam() {
        team = new TestTeam(clients);
    }

    @Test
    void findsTheCurrentVersionAndAnyOther() {
        JsonNode first = team.agent("a");
        JsonNode second = team.save("{'name': 'a', 'version': {'core_app': 'x/two'}}");

        ResolvedAgent current = await(agents.ofReference(team.caller(), team.namespace() + "/a"));
        ResolvedAgent early = await(agents.ofReference(
                team.caller(), "a@" + first.path("version_id").asText().substring(0, 8)));

        assertThat(current.version().value())
                .isEqualTo(second.path("version_id").asText());
        assertThat(current.config().coreApp().ref()).isEqualTo("x/two");
        assertThat(current.agent().value()).isEqualTo(first.path("id").asText());
        assertThat(early.version().value()).isEqualTo(first.path("version_id").asText());
    }

    @Test
    void findsNothingOfAnotherTeam() {
        JsonNode made = team.agent("a");
        TestTeam stranger = new TestTeam(clients);

        assertThatThrownBy(() -> await(agents.ofReference(stranger.caller(), team.namespace() + "/a")))
                .hasMessage("agent not found: %s/a".formatted(team.namespace()));
        assertThatThrownBy(() -> await(
                        agents.ofReference(stranger.caller(), made.path("id").asText())))
                .isInstanceOf(ServiceException.class);
    }

    @Test
    void makesAnAdHocAgentOnce() {
        ResolvedAgent first = adHoc("helper", "{'core_app': 'x/llm'}");
        ResolvedAgent again = adHoc("helper", "{'core_app': {'ref': 'x/llm'}, 'tools': []}");
        ResolvedAgent changed = adHoc("helper", "{'core_app': 'x/llm', 'system_prompt': 'Be brief.'}");
        ResolvedAgent other = adHoc(null, "{'name': 'other', 'core_app': 'x/llm'}");

        assertThat(again.version()).isEqualTo(first.version());
        assertThat(changed.agent()).isEqualTo(first.agent());
        assertThat(changed.version()).isNotEqualTo(first.version());
        assertThat(changed.config().name()).isEqualTo("helper");
        assertThat(other.agent()).isNotEqualTo(first.agent());
    }

    @Test
    void keepsAdHocAgentsOfTeamsApart() {
        ResolvedAgent mine = adHoc("helper", "{'core_app': 'x/llm'}");
        TestTeam stranger = new TestTeam(clients);

        ResolvedAgent theirs = await(agents.ofAdHoc(stranger.caller(), json("{'core_app': 'x/llm'}"), "helper"));

        assertThat(theirs.agent()).isNotEqualTo(mine.agent());
        assertThatThrownBy(() ->
                        await(agents.ofReference(stranger.caller(), mine.agent().value())))
                .hasMessageContaining("not found");
    }

    @Test
    void makesOneAdHocAgentOfManyAtOnce() {
        long distinct = await(Uni.join()
                        .all(IntStream.range(0, 20)
                                .mapToObj(_ -> agents.ofAdHoc(team.caller(), json("{'core_app': 'x/llm'}"), "busy"))
                                .toList())
                        .andFailFast())
                .stream()
                .map(ResolvedAgent::version)
                .distinct()
                .count();

        assertThat(distinct).isEqualTo(1);
    }

    @Test
    void keepsNoMoreConfigurationsInMemoryThanItMay() {
        String prompt = "x".repeat(500_000);
        for (int i = 0; i < 24; i++) {
            adHoc("large", "{'core_app': 'x/llm', 'system_prompt': '%d %s'}".formatted(i, prompt));
        }

        assertThat(resolved.keptCharacters()).isBetween(4L << 20, 8L << 20);
    }

    @Test
    void keepsAVersionOfADeletedAgent() {
        JsonNode made = team.agent("a");
        AgentVersionId version = new AgentVersionId(made.path("version_id").asText());

        team.delete(made.path("id").asText());

        assertThat(await(agents.ofVersion(version)).config().coreApp().ref()).isEqualTo("x/llm");
        assertThatThrownBy(() -> await(agents.ofReference(team.caller(), "a"))).hasMessageContaining("not found");
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> adHoc("x", "{'tools': []}"))
                .hasMessage("agent_config.core_app is missing: the app that serves as the LLM");
        assertThatThrownBy(() -> adHoc("x", "null")).hasMessage("agent_config is missing");
        team.save("{'name': 'empty'}");
        assertThatThrownBy(() -> await(agents.ofReference(team.caller(), "empty")))
                .hasMessageContaining("has no version yet");
        assertThatThrownBy(() -> await(agents.ofVersion(AgentVersionId.random())))
                .hasMessageContaining("agent version not found");
    }

    private ResolvedAgent adHoc(@Nullable String name, String config) {
        return await(agents.ofAdHoc(team.caller(), json(config), name));
    }

    private static <T> T await(Uni<T> work) {
        return work.await().atMost(Duration.ofSeconds(20));
    }
}
