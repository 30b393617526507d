package dev.hearth.agent.turn;

import static dev.hearth.agent.testing.Clients.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.testing.Clients;
import dev.hearth.agent.testing.Configurations;
import dev.hearth.agent.testing.Play;
import dev.hearth.agent.testing.ScriptedApp;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.proto.v1.ListWish;
import io.quarkus.test.junit.QuarkusTest;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Agents whose apps need what the team has not set. */
@QuarkusTest
class MissingRequirementsTest extends TalkTest {
    @Test
    void refusesAMessageToAnLlmThatLacksASecretAndStoresNothing() {
        llm.needing("HF_TOKEN");

        ServiceException refusal = refused(ErrorCode.REQUIREMENTS_NOT_MET, () -> talk.say("Hi", "key"));

        assertThat(refusal).hasMessage("secret HF_TOKEN is not set");
        JsonNode missing = Configurations.json(refusal.details()).get(0);
        assertThat(missing.path("type").asText()).isEqualTo("secret");
        assertThat(missing.path("key").asText()).isEqualTo("HF_TOKEN");
        assertThat(chats()).isZero();

        llm.needing("").then(Play.says("Hello"));
        talk.say("Hi", "key");
        talk.awaitStatus("idle");
        assertThat(talk.lines()).containsExactly("user:ready:Hi", "assistant:ready:Hello");
    }

    @Test
    void refusesAMessageWhoseAppToolLacksASecretAndLeavesTheChatAsItWas() {
        llm.always(_ -> Play.says("Hello"));
        talk.say("Hi");
        talk.awaitStatus("idle");
        talk.tool("app:" + calls.app().needing("MAPS_KEY").ref(), "");

        ServiceException refusal = refused(ErrorCode.REQUIREMENTS_NOT_MET, () -> talk.say("Where am I?"));

        assertThat(refusal).hasMessage("secret MAPS_KEY is not set");
        assertThat(talk.status()).isEqualTo("idle");
        assertThat(talk.lines()).hasSize(2);
    }

    @Test
    void refusesAMessageThatWouldOnlyWaitForTheTurnBeforeIt() {
        CountDownLatch gate = new CountDownLatch(1);
        llm.then(Play.begin().snapshot("One").awaits(gate).completes());
        talk.say("1");
        talk.tool("app:" + calls.app().needing("MAPS_KEY").ref(), "");

        refused(ErrorCode.REQUIREMENTS_NOT_MET, () -> talk.say("2"));

        assertThat(talk.status()).isEqualTo("busy");
        gate.countDown();
        talk.awaitStatus("idle");
        assertThat(talk.lines()).containsExactly("user:ready:1", "assistant:ready:One");
    }

    @Test
    void refusesAMessageToAChatsOwnAgent() {
        llm.needing("HF_TOKEN");
        talk.team.save("{'name': 'own', 'version': {'core_app': '%s'}}".formatted(llm.ref()));
        String chat = talk.team
                .chat("{'agent': '%s/own'}".formatted(talk.team.namespace()))
                .path("id")
                .asText();

        refused(
                ErrorCode.REQUIREMENTS_NOT_MET,
                () -> clients.agents().sendMessage(talk.team.about(chat, "{'message': 'Hi'}")));

        JsonNode shown = Clients.json(clients.agents().getChat(talk.team.resource(chat)));
        assertThat(shown.path("status").asText()).isEqualTo("idle");
        assertThat(shown.path("chat_messages")).isEmpty();
    }

    @Test
    void refusesAMessageToAnAgentThatMayAskOneThatLacksASecret() {
        ScriptedApp childLlm = calls.llm().needing("HF_TOKEN");
        agent("child", childLlm, "");
        talk.tool("agent:" + name("child"), "");

        ServiceException refusal = refused(ErrorCode.REQUIREMENTS_NOT_MET, () -> talk.say("Ask", "key"));

        assertThat(refusal).hasMessage("secret HF_TOKEN is not set");
        assertThat(Configurations.json(refusal.details()).get(0).path("key").asText())
                .isEqualTo("HF_TOKEN");
        assertThat(chats()).isZero();
    }

    @Test
    void looksAtAgentsThatAskedAgentsMayAskAsDeepAsTheyMay() {
        ScriptedApp lacking = calls.app().needing("MAPS_KEY");
        agent("a6", calls.llm(), "{'name': 'maps', 'type': 'app', 'app': {'ref': '%s'}}".formatted(lacking.ref()));
        for (int i = 5; i > 0; i--) {
            agent("a" + i, calls.llm(), asking("a" + (i + 1)));
        }
        agent("a0", llm.then(Play.says("Hello")), asking("a1"));

        talk.sayTo(name("a0"), "Who is six below is never asked");
        refused(ErrorCode.REQUIREMENTS_NOT_MET, () -> talk.sayTo(name("a1"), "Who is five below may be"));

        talk.awaitStatus("idle");
        assertThat(chats()).isEqualTo(1);
    }

    @Test
    void takesAMessageToAgentsThatAskInACircleOrNobody() {
        agent("a", llm, asking("b") + "," + asking("nobody"));
        agent("b", calls.llm(), asking("a") + "," + asking("b"));
        llm.then(Play.says("Hello"));

        talk.sayTo(name("a"), "Hi");

        talk.awaitStatus("idle");
        assertThat(talk.lines()).containsExactly("user:ready:Hi", "assistant:ready:Hello");
    }

    @Test
    void tellsTheLlmThatAnAgentItAskedLacksASecret() {
        CountDownLatch gate = new CountDownLatch(1);
        String tool = talk.tool("agent:" + name("late"), "");
        llm.then(
                Play.begin().awaits(gate).completes().calls("c1", tool, "{\"message\":\"What is it?\"}"),
                Play.says("It cannot be asked."));
        talk.say("Ask");
        agent("late", calls.llm().needing("HF_TOKEN"), "");

        gate.countDown();

        talk.awaitStatus("idle");
        assertThat(talk.lines().get(2)).startsWith("tool:ready:").contains("secret HF_TOKEN is not set");
        assertThat(talk.chat().path("children")).isEmpty();
    }

    private void agent(String name, ScriptedApp core, String tools) {
        talk.team.save(
                "{'name': '%s', 'version': {'core_app': '%s', 'tools': [%s]}}".formatted(name, core.ref(), tools));
    }

    private String name(String agent) {
        return talk.team.namespace() + "/" + agent;
    }

    private String asking(String agent) {
        return "{'name': 'ask_%s', 'type': 'agent', 'agent': {'ref': '%s'}}".formatted(agent, name(agent));
    }

    private int chats() {
        return Clients.json(clients.agents().listChats(talk.team.asked("", ListWish.newBuilder())))
                .path("items")
                .size();
    }
}
