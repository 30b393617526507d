package dev.hearth.agent.llm;

import static dev.hearth.agent.llm.Talk.agent;
import static dev.hearth.agent.llm.Talk.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hearth.agent.access.Caller;
import dev.hearth.agent.calls.AppCall;
import dev.hearth.agent.calls.AppCalls;
import dev.hearth.agent.chat.AgentData;
import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.ChatStatus;
import dev.hearth.agent.definition.AgentConfig;
import dev.hearth.agent.definition.CoreApp;
import dev.hearth.agent.definition.ResolvedAgent;
import dev.hearth.agent.definition.Skill;
import dev.hearth.agent.testing.AgentServiceTest;
import dev.hearth.agent.testing.ScriptedApp;
import dev.hearth.agent.testing.ScriptedCalls;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.AgentId;
import dev.hearth.ids.AgentVersionId;
import dev.hearth.ids.ChatId;
import dev.hearth.ids.LlmCallId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.UserId;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AppLlmsTest extends AgentServiceTest {
    @Inject
    LlmApps llms;

    @Inject
    AppCalls calls;

    @Inject
    ScriptedCalls gateway;

    @Test
    void asksTheAgentsCoreAppUnderTheIdOfTheCall() {
        ScriptedApp llm = gateway.llm();
        AgentConfig agent = of(
                llm.ref(),
                agent("Hi {{context.name}}.", json("{}"), List.of(new Skill("eggs", "", "Boil.", null, true))));
        LlmCallId id = LlmCallId.random();

        AppCall call = call(id, agent);

        assertThat(call.task().value()).isEqualTo(id.value());
        assertThat(call.app()).isEqualTo(llm.ref());
        assertThat(call.caller().team().value()).isEqualTo("team");
        assertThat(call.chat()).isEqualTo(new ChatId("chat"));
        assertThat(call.agentVersion()).isEqualTo(new AgentVersionId("v1"));
        assertThat(call.setup()).isNull();
        assertThat(json(call.input().toStringUtf8()).path("system_prompt").asText())
                .isEqualTo("Hi Ada.\n\n# Skill: eggs\n\nBoil.");
    }

    @Test
    void anAppThatIsNotThereOrNoLlmIsRefused() {
        ScriptedApp image = gateway.app().withSchemas("{\"properties\":{\"width\":{}}}", "");

        assertThatThrownBy(() -> call(LlmCallId.random(), of("test/nobody", agent("", json("{}"), List.of()))))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThatThrownBy(() -> call(LlmCallId.random(), of(image.ref(), agent("", json("{}"), List.of()))))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }

    @Test
    void aSkillToBePreloadedThatCannotBeReadIsNamed() {
        Skill gone = new Skill("eggs", "", null, "http://127.0.0.1:1/eggs.md", true);
        AgentConfig agent = of(gateway.llm().ref(), agent("", json("{}"), List.of(gone)));

        assertThatThrownBy(() -> call(LlmCallId.random(), agent))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("eggs");
    }

    @Test
    void aGatewayThatIsAwayForLongerThanAQuestionMayTakeIsWaitedFor() {
        ScriptedApp llm = gateway.llm();
        AgentConfig agent = of(llm.ref(), agent("", json("{}"), List.of()));
        gateway.stop();
        CompletableFuture<AppCall> call = asked(LlmCallId.random(), agent).subscribeAsCompletionStage();
        try {
            assertThatThrownBy(() -> calls.describe(new Caller(new TeamId("team"), new UserId("user")), llm.ref(), null)
                            .await()
                            .atMost(Duration.ofSeconds(20)))
                    .isInstanceOfSatisfying(
                            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        } finally {
            gateway.startAgain();
        }

        assertThat(call.orTimeout(20, TimeUnit.SECONDS).join().app()).isEqualTo(llm.ref());
    }

    private AppCall call(LlmCallId id, AgentConfig agent) {
        return asked(id, agent).await().atMost(Duration.ofSeconds(20));
    }

    private Uni<AppCall> asked(LlmCallId id, AgentConfig agent) {
        LlmQuestion question = new LlmQuestion(
                id,
                new ResolvedAgent(new AgentId("agent"), new AgentVersionId("v1"), new TeamId("team"), agent),
                chat(),
                new Talk().user("Hello").messages(),
                JsonNodeFactory.instance.arrayNode());
        return llms.call(question);
    }

    private static AgentConfig of(String app, AgentConfig agent) {
        return new AgentConfig(
                agent.name(),
                agent.description(),
                agent.systemPrompt(),
                agent.examplePrompts(),
                new CoreApp(app, json("{}"), json("{}")),
                agent.tools(),
                agent.skills(),
                agent.context(),
                agent.internalTools(),
                agent.outputSchema(),
                agent.limits());
    }

    private static Chat chat() {
        return new Chat(
                new ChatId("chat"),
                new TeamId("team"),
                new UserId("user"),
                null,
                null,
                null,
                null,
                0,
                ChatStatus.BUSY,
                "",
                "",
                "private",
                Map.of("name", "Ada"),
                AgentData.EMPTY,
                null,
                null,
                1,
                Instant.EPOCH,
                Instant.EPOCH);
    }
}
