package dev.hearth.agent.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.definition.Tool;
import dev.hearth.ids.ChatId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Chats with other agents (wire protocol 5.11). Opening one again finds the one that is there. */
@Singleton
class AgentTools {
    private final Provider<ChildChats> chats;

    AgentTools(Provider<ChildChats> chats) {
        this.chats = chats; // looked up when it is needed: the loop, which makes them, needs the tools
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
        AtomicReference<@Nullable RunningTool> followed = new AtomicReference<>();
        AtomicBoolean cancelled = new AtomicBoolean();
        Uni<ToolOutcome> work = chats.get()
                .open(
                        child,
                        use.chat(),
                        use.invocation(),
                        tool.ref(),
                        textOf(use.invocation().arguments()))
                .chain(() -> {
                    RunningTool running = chats.get().follow(child);
                    followed.set(running);
                    if (cancelled.get()) {
                        running.cancel();
                    }
                    return running.outcome();
                });
        return Work.begin(tool.common().name(), work, () -> {
            cancelled.set(true);
            RunningTool running = followed.get();
            if (running != null) {
                running.cancel();
            }
        });
    }

    /** The only argument, if it is a text, else all of them as JSON. */
    static String textOf(ObjectNode arguments) {
        JsonNode first = arguments.size() == 1 ? arguments.elements().next() : arguments;
        return first.isTextual() ? first.asText() : arguments.toString();
    }
}
