package dev.hearth.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.agent.definition.Tool;
import dev.hearth.agent.testing.Mappings;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.ChatId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tools that are chats with other agents. */
class AgentToolsTest {
    private static final Tool.Agent TOOL = new Tool.Agent(Uses.common("ask"), "test/expert");

    private static final TimeLimits LIMITS = new TimeLimits(Clock.systemUTC());
    private static final ToolConfig CONFIG = Mappings.of(ToolConfig.class);

    private final Vertx vertx = Vertx.vertx();
    private final List<String> said = new ArrayList<>();
    private volatile boolean cancelled;
    private Uni<ToolOutcome> answer = Uni.createFrom().item(ToolOutcome.Done.of("It is 21 degrees."));

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void opensTheChatThatWasRecordedAndAnswersWhatItSays() {
        RunningTool running = start("{'message':'How warm is it?'}");

        assertThat(Uses.outcomeOf(running)).isEqualTo(ToolOutcome.Done.of("It is 21 degrees."));
        assertThat(said).containsExactly("child-1 test/expert: How warm is it?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'any':'Only text'} | Only text",
                "{'a':'x','b':1}     | {\"a\":\"x\",\"b\":1}",
                "{'a':1}             | {\"a\":1}",
                "{}                  | {}"
            },
            quoteCharacter = '`')
    void rendersArgumentsAsTheFirstMessage(String arguments, String text) {
        assertThat(AgentTools.textOf(Uses.object(arguments))).isEqualTo(text);
    }

    @Test
    void aChatThatMayNotBeOpenedIsAFailure() {
        ChildChats refusing = new Chats() {
            @Override
            public Uni<Void> open(ChatId id, Chat parent, ToolInvocation invocation, String agentRef, String text) {
                return Uni.createFrom()
                        .failure(new ServiceException(ErrorCode.INVALID_REQUEST, "test/expert is being asked already"));
            }
        };

        ToolOutcome outcome = Uses.outcomeOf(new AgentTools(() -> refusing, LIMITS, CONFIG, vertx)
                .start(TOOL, Uses.of(TOOL).use("ask", "{}", "child-1")));

        assertThat(outcome).isEqualTo(new ToolOutcome.Failed("test/expert is being asked already", false, false));
    }

    @Test
    void whatTheChildSaysIsCutWhereItIsTooLong() {
        answer = Uni.createFrom().item(ToolOutcome.Done.of("ä".repeat(200_000)));

        ToolOutcome outcome = Uses.outcomeOf(start("{'message':'Tell me all.'}"));

        assertThat(outcome)
                .isEqualTo(ToolOutcome.Done.of("ä".repeat(128 << 10) + "\n[137856 more bytes were left out]"));
    }

    @Test
    void cancellingEndsTheChildsWork() {
        answer = Uni.createFrom().nothing();
        RunningTool running = start("{'message':'How warm is it?'}");

        running.cancel();

        assertThat(cancelled).isTrue();
    }

    @Test
    void anAgentThatTakesTooLongIsStoppedAndTheLimitNamed() {
        answer = Uni.createFrom().nothing();
        Tool.Agent hasty = new Tool.Agent(Uses.common("ask", Duration.ofMillis(50), 1), "test/expert");

        ToolOutcome outcome = Uses.outcomeOf(new AgentTools(Chats::new, LIMITS, CONFIG, vertx)
                .start(hasty, Uses.of(hasty).use("ask", "{}", "child-1")));

        assertThat(outcome)
                .isEqualTo(new ToolOutcome.Failed(
                        "The agent test/expert took longer than its time limit of 0.05 seconds and was stopped.",
                        false,
                        false));
        assertThat(cancelled).isTrue();
    }

    @Test
    void aChatThatIsOpenedAfterItWasCancelledIsStopped() {
        CompletableFuture<Void> opened = new CompletableFuture<>();
        Chats slow = new Chats() {
            @Override
            public Uni<Void> open(ChatId id, Chat parent, ToolInvocation invocation, String agentRef, String text) {
                return Uni.createFrom().completionStage(opened);
            }
        };
        RunningTool running = new AgentTools(() -> slow, LIMITS, CONFIG, vertx)
                .start(TOOL, Uses.of(TOOL).use("ask", "{}", "child-1"));

        running.cancel();
        opened.complete(null);

        assertThat(cancelled).isTrue();
    }

    private RunningTool start(String arguments) {
        return new AgentTools(Chats::new, LIMITS, CONFIG, vertx)
                .start(TOOL, Uses.of(TOOL).use("ask", arguments, "child-1"));
    }

    private class Chats implements ChildChats {
        @Override
        public Uni<Void> open(ChatId id, Chat parent, ToolInvocation invocation, String agentRef, String text) {
            said.add("%s %s: %s".formatted(id, agentRef, text));
            return Uni.createFrom().voidItem();
        }

        @Override
        public RunningTool follow(ChatId id) {
            return new RunningTool() {
                @Override
                public Uni<ToolOutcome> outcome() {
                    return answer;
                }

                @Override
                public void cancel() {
                    cancelled = true;
                }
            };
        }
    }
}
