package dev.hearth.agent.turn;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.ContentPart;
import dev.hearth.agent.chat.ContentPart.ToolCall;
import dev.hearth.agent.chat.InvocationStatus;
import dev.hearth.agent.chat.StoredJson;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.agent.definition.AgentConfig;
import dev.hearth.agent.tool.ToolBox;
import dev.hearth.agent.tool.ToolBox.KnownTool;
import dev.hearth.ids.Ids;
import dev.hearth.ids.ToolInvocationId;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is to be done about each call of a tool that the LLM wrote. */
final class InvocationPlanner {
    private final ToolBox tools;
    private final AgentConfig agent;
    private final Duration approvalExpiry;

    InvocationPlanner(ToolBox tools, AgentConfig agent, Duration approvalExpiry) {
        this.tools = tools;
        this.agent = agent;
        this.approvalExpiry = approvalExpiry;
    }

    /** The content with an own id for each call, as some LLMs give none or one twice. */
    static List<ContentPart> withOwnIds(List<ContentPart> content) {
        Set<String> ids = new HashSet<>();
        List<ContentPart> parts = new ArrayList<>();
        for (ContentPart part : content) {
            parts.add(
                    part instanceof ContentPart.ToolCalls(List<ToolCall> calls)
                            ? new ContentPart.ToolCalls(calls.stream()
                                    .map(call -> ids.add(call.id())
                                                    && !call.id().isBlank()
                                            ? call
                                            : new ToolCall("call_" + Ids.random(), call.name(), call.arguments()))
                                    .toList())
                            : part);
        }
        return parts;
    }

    /** The calls of tools in this content. */
    static List<ToolCall> calls(List<ContentPart> content) {
        return content.stream()
                .filter(part -> part instanceof ContentPart.ToolCalls)
                .flatMap(part -> ((ContentPart.ToolCalls) part).calls().stream())
                .toList();
    }

    /** One invocation for each call, in order: pending, awaiting approval, or failed with what the LLM is told. */
    Uni<List<ToolInvocation>> plan(TurnState state, List<ContentPart> content, Instant now) {
        List<ToolCall> calls = calls(content);
        Uni<List<ToolInvocation>> planned = Uni.createFrom().item(new ArrayList<>());
        for (int i = 0; i < calls.size(); i++) {
            int position = i;
            planned = planned.chain(
                    list -> one(state, calls.get(position), position, now).map(invocation -> {
                        list.add(invocation);
                        return list;
                    }));
        }
        return planned;
    }

    private Uni<ToolInvocation> one(TurnState state, ToolCall call, int position, Instant now) {
        Chat chat = state.chat();
        Optional<ObjectNode> arguments = arguments(call);
        Optional<KnownTool> known = tools.find(agent, chat, call.name());
        ToolInvocation invocation =
                invocation(state, call, position, arguments.orElseGet(StoredJson::object), known.orElse(null), now);
        if (known.isEmpty()) {
            return Uni.createFrom()
                    .item(invocation.failed(TurnTexts.unknownTool(call.name(), tools.names(agent, chat)), null, now));
        }
        if (arguments.isEmpty()) {
            return Uni.createFrom().item(invocation.failed(TurnTexts.notAnObject(call.name()), null, now));
        }
        return tools.refuse(agent, chat, call.name(), arguments.get())
                .map(why -> why.map(text -> invocation.failed(TurnTexts.doNotFit(call.name(), text), null, now))
                        .orElseGet(() -> asks(chat, known.get(), call.name())
                                ? invocation.awaitingApproval(now.plus(approvalExpiry), now)
                                : invocation));
    }

    private static boolean asks(Chat chat, KnownTool tool, String name) {
        return tool.requiresApproval() && !chat.data().alwaysAllowedTools().contains(name);
    }

    private static Optional<ObjectNode> arguments(ToolCall call) {
        if (call.arguments().isBlank()) {
            return Optional.of(StoredJson.object());
        }
        return StoredJson.parse(call.arguments())
                .filter(node -> node instanceof ObjectNode)
                .map(node -> (ObjectNode) node);
    }

    private static ToolInvocation invocation(
            TurnState state,
            ToolCall call,
            int position,
            ObjectNode arguments,
            @Nullable KnownTool known,
            Instant now) {
        Turn turn = state.turn();
        return new ToolInvocation(
                ToolInvocationId.random(),
                turn.chat(),
                turn.id(),
                state.assistant().id(),
                turn.team(),
                turn.user(),
                position,
                call.id(),
                known == null ? "internal" : known.type(), // clients know no word for what is nothing
                call.name(),
                known == null ? call.name() : known.displayName(),
                arguments,
                InvocationStatus.PENDING,
                0,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                now,
                now);
    }
}
