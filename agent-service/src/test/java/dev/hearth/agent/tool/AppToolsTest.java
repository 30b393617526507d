package dev.hearth.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.agent.definition.Tool;
import dev.hearth.agent.testing.AgentServiceTest;
import dev.hearth.agent.testing.Configurations;
import dev.hearth.agent.testing.Play;
import dev.hearth.agent.testing.ScriptedApp;
import dev.hearth.agent.testing.ScriptedCalls;
import dev.hearth.ids.TaskId;
import dev.hearth.proto.v1.CallRequest;
import dev.hearth.proto.v1.TaskStatus;
import dev.hearth.testing.Await;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tools that are calls of apps. */
@QuarkusTest
@Timeout(120)
class AppToolsTest extends AgentServiceTest {
    @Inject
    ToolBox tools;

    @Inject
    ScriptedCalls gateway;

    private final String task = TaskId.random().value();

    @Test
    void callsTheAppWithHiddenDefaultsAndTheModelsArguments() {
        ScriptedApp app = gateway.app().then(Play.returns("{\"sum\":3}"));
        Tool.App tool = new Tool.App(
                Uses.common("add"),
                app.ref(),
                "sum",
                false,
                Uses.object("{'model':'large'}"),
                Uses.object("{'a':1,'unit':'m'}"));
        Uses uses = Uses.of(tool);

        ToolOutcome outcome = Uses.outcomeOf(tools.start(uses.use("add", "{'a':2,'b':1}", task)));

        assertThat(outcome).isEqualTo(new ToolOutcome.Done("{\"sum\":3}", Uses.object("{'sum':3}"), null, null));
        CallRequest call = gateway.call(task);
        assertThat(Configurations.json(call.getInput().toStringUtf8()))
                .isEqualTo(Uses.object("{'a':2,'unit':'m','b':1}"));
        assertThat(call.getSetup().toStringUtf8()).isEqualTo("{\"model\":\"large\"}");
        assertThat(call.getFunction()).isEqualTo("sum");
        assertThat(call.getMaxAttempts()).isEqualTo(1);
        assertThat(call.getMaxRunSeconds()).isEqualTo(10);
        assertThat(call.getChatId()).isEqualTo(uses.chat().id().value());
        assertThat(call.getAgentId()).isEqualTo("agent-1");
        assertThat(call.getSession()).isEmpty();
    }

    @Test
    void aRepeatableToolMayBeTriedAgainByTheScheduler() {
        ScriptedApp app = gateway.app().then(Play.returns("1"));
        Tool.App tool =
                new Tool.App(Uses.common("add", Uses.LIMIT, 3), app.ref(), null, false, Uses.node(), Uses.node());

        Uses.outcomeOf(tools.start(Uses.of(tool).use("add", "{}", task)));

        assertThat(gateway.call(task).getMaxAttempts()).isEqualTo(3);
    }

    @Test
    void theModelMayAskForASessionAndIsToldItsId() {
        ScriptedApp app = gateway.app().then(Play.returns("{\"n\":1}"), Play.returns("[2]"));
        Uses uses = Uses.of(new Tool.App(Uses.common("count"), app.ref(), null, true, Uses.node(), Uses.node()));
        String second = TaskId.random().value();

        ToolOutcome first = Uses.outcomeOf(tools.start(uses.use("count", "{'session':'new','by':1}", task)));
        ToolOutcome next =
                Uses.outcomeOf(tools.start(uses.use("count", "{'session':'session-of-%s'}".formatted(task), second)));

        assertThat(result(first)).isEqualTo("{\"session_id\":\"session-of-%s\",\"n\":1}".formatted(task));
        assertThat(result(next)).isEqualTo("{\"session_id\":\"session-of-%s\",\"output\":[2]}".formatted(task));
        assertThat(gateway.call(task).getSession()).isEqualTo("new");
        assertThat(gateway.call(task).getInput().toStringUtf8()).isEqualTo("{\"by\":1}");
    }

    @ParameterizedTest
    @CsvSource({
        "APP_ERROR,false,true",
        "OUT_OF_MEMORY,false,true",
        "INVALID_INPUT,false,false",
        "ENGINE_LOST,true,false"
    })
    void aFailedTaskIsAReadableFailure(String code, boolean unknown, boolean repeatable) {
        ScriptedApp app = gateway.app().then(Play.fails("it broke", code));

        ToolOutcome outcome = Uses.outcomeOf(tools.start(uses(app).use("add", "{}", task)));

        assertThat(outcome)
                .isEqualTo(new ToolOutcome.Failed(
                        "%s failed (%s): it broke".formatted(app.ref(), code), unknown, repeatable));
    }

    @Test
    void aRefusedCallIsAReadableFailure() {
        Tool.App tool = new Tool.App(Uses.common("add"), "test/nobody", null, false, Uses.node(), Uses.node());

        assertThat(Uses.outcomeOf(tools.start(Uses.of(tool).use("add", "{}", task))))
                .isInstanceOfSatisfying(ToolOutcome.Failed.class, failed -> {
                    assertThat(failed.message()).contains("test/nobody");
                    assertThat(failed.unknown()).isFalse();
                });
    }

    @Test
    void goesOnWithTheSameTaskAfterACrashAndRunsItOnce() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        ScriptedApp app = gateway.app().always(_ -> {
            begun.countDown();
            return Play.begin().awaits(gate).output("1").completes();
        });
        tools.start(uses(app).use("add", "{}", task));
        begun.await();

        RunningTool resumed = tools.start(uses(app).again().use("add", "{}", task));
        gate.countDown();

        assertThat(Uses.outcomeOf(resumed)).isInstanceOf(ToolOutcome.Done.class);
        assertThat(app.calls()).hasSize(1);
        assertThat(gateway.submissions(task)).isEqualTo(2);
    }

    @Test
    void theTimeLimitCancelsTheTask() {
        ScriptedApp app = gateway.app().then(Play.begin().awaits(new CountDownLatch(1)));
        Tool.App tool = new Tool.App(
                Uses.common("add", Duration.ofMillis(800), 1), app.ref(), null, false, Uses.node(), Uses.node());

        ToolOutcome outcome = Uses.outcomeOf(tools.start(Uses.of(tool).use("add", "{}", task)));

        assertThat(outcome)
                .isEqualTo(
                        new ToolOutcome.Failed(app.ref() + " took longer than 800 ms and was cancelled.", false, true));
        assertThat(gateway.task(task).getStatus()).isEqualTo(TaskStatus.TASK_STATUS_CANCELLED);
    }

    @Test
    void cancellingTheToolCancelsTheTask() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        ScriptedApp app = gateway.app().always(_ -> {
            begun.countDown();
            return Play.begin().awaits(new CountDownLatch(1));
        });
        RunningTool running = tools.start(uses(app).use("add", "{}", task));
        begun.await();

        running.cancel();

        Await.until("the task is cancelled", () -> gateway.task(task).getStatus() == TaskStatus.TASK_STATUS_CANCELLED);
    }

    @Test
    void showsTheBeginningOfAnOutputThatIsTooLarge() {
        ScriptedApp app = gateway.app().then(Play.returns("\"" + "x".repeat(1 << 20) + "\""));

        ToolOutcome outcome = Uses.outcomeOf(tools.start(uses(app).use("add", "{}", task)));

        assertThat(outcome).isInstanceOfSatisfying(ToolOutcome.Done.class, done -> {
            assertThat(done.result())
                    .startsWith("\"xxx")
                    .hasSizeLessThan(257 * 1024)
                    .endsWith("\n[786434 more bytes were left out]");
            assertThat(done.data()).isNull();
        });
    }

    private static Uses uses(ScriptedApp app) {
        return Uses.of(new Tool.App(Uses.common("add"), app.ref(), null, false, Uses.node(), Uses.node()));
    }

    private static String result(ToolOutcome outcome) {
        return ((ToolOutcome.Done) outcome).result();
    }
}
