package dev.hearth.agent.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.hearth.agent.definition.Tool;
import dev.hearth.ids.ChatId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Chats with other agents (wire protocol 5.11). Opening one again finds the one that is there. */
@Singleton
class AgentTools {
    private static final Logger LOG = Logger.getLogger(AgentTools.class);

    private final Provider<ChildChats> chats;
    private final TimeLimits limits;
    private final ToolConfig config;
    private final Vertx vertx;

    AgentTools(Provider<ChildChats> chats, TimeLimits limits, ToolConfig config, Vertx vertx) {
        this.chats = chats; // looked up when it is needed: the loop, which makes them, needs the tools
        this.limits = limits;
        this.config = config;
        this.vertx = vertx;
    }

    static ObjectNode parameters() {
        return Parameters.required(
                Parameters.with(
                        Parameters.object(), "message", Parameters.text("What the agent is asked to do, in full.")),
                "message");
    }

    RunningTool start(Tool.Agent tool, ToolUse use) {
        String id = use.invocation().executionId();
        if (id == null) {
            throw new IllegalArgumentException(
                    "invocation %s has no chat id".formatted(use.invocation().id()));
        }
        ChatId child = new ChatId(id);
        // Opened and followed also when it is cancelled meanwhile: only what is followed can be stopped.
        Uni<RunningTool> opened = Uni.createFrom()
                .deferred(() -> chats.get()
                        .open(
                                child,
                                use.chat(),
                                use.invocation(),
                                tool.ref(),
                                textOf(use.invocation().arguments())))
                .map(_ -> chats.get().follow(child))
                .memoize()
                .indefinitely();
        Uni<ToolOutcome> tooLate =
                after(limits.of(tool.common(), use)).invoke(() -> stop(opened)).map(_ -> tooLate(tool));
        return Work.begin(
                tool.common().name(),
                Uni.join()
                        .first(opened.chain(RunningTool::outcome).map(this::bounded), tooLate)
                        .toTerminate(),
                () -> stop(opened));
    }

    /** The whole is in the agent's chat, which the invocation's execution id leads to. */
    private ToolOutcome bounded(ToolOutcome outcome) {
        if (!(outcome instanceof ToolOutcome.Done done)) {
            return outcome;
        }
        ByteString result = ByteString.copyFromUtf8(done.result());
        int most = Math.toIntExact(config.maxResult().asLongValue());
        return result.size() <= most ? done : ToolOutcome.Done.of(AnswerText.beginning(result, most));
    }

    /** Unlike Mutiny's own timers this one leaves nothing behind when it is cancelled: limits are days. */
    private Uni<Void> after(Duration limit) {
        return Uni.createFrom().emitter(emitter -> {
            long timer = vertx.setTimer(Math.max(1, limit.toMillis()), _ -> emitter.complete(null));
            emitter.onTermination(() -> vertx.cancelTimer(timer));
        });
    }

    private static void stop(Uni<RunningTool> opened) {
        opened.subscribe()
                .with(RunningTool::cancel, failure -> LOG.debugf("There is no agent to be stopped: %s", failure));
    }

    private static ToolOutcome tooLate(Tool.Agent tool) {
        String seconds = BigDecimal.valueOf(tool.common().timeLimit().toMillis(), 3)
                .stripTrailingZeros()
                .toPlainString();
        return new ToolOutcome.Failed(
                "The agent %s took longer than its time limit of %s seconds and was stopped."
                        .formatted(tool.ref(), seconds),
                false,
                false);
    }

    /** The only argument, if it is a text, else all of them as JSON. */
    static String textOf(ObjectNode arguments) {
        JsonNode first = arguments.size() == 1 ? arguments.elements().next() : arguments;
        return first.isTextual() ? first.asText() : arguments.toString();
    }
}
