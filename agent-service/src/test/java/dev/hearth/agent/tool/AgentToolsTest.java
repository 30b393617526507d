package dev.hearth.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.agent.definition.Tool;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.ChatId;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tools that are chats with other agents. */
class AgentToolsTest {
    private static final Tool.Agent TOOL = new Tool.Agent(Uses.common("ask"), "test/expert");

    private final List<String> said = new ArrayList<>();
    private boolean cancelled;
    private Uni<ToolOutcome> answer = Uni.createFrom().item(ToolOutcome.Done.of("It is 21 degrees."));

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

        ToolOutcome outcome = Uses.outcomeOf(
                new AgentTools(() -> refusing).start(TOOL, Uses.of(TOOL).use("ask", "{}", "child-1")));

        assertThat(outcome).isEqualTo(new ToolOutcome.Failed("test/expert is being asked already", false, false));
    }

    @Test
    void cancellingEndsTheChildsWork() {
        answer = Uni.createFrom().nothing();
        RunningTool running = start("{'message':'How warm is it?'}");

        running.cancel();

        assertThat(cancelled).isTrue();
    }

    private RunningTool start(String arguments) {
        return new AgentTools(Chats::new).start(TOOL, Uses.of(TOOL).use("ask", arguments, "child-1"));
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
