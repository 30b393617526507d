package dev.hearth.agent.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.chat.ContentPart;
import dev.hearth.agent.chat.Message;
import dev.hearth.agent.chat.MessageRole;
import dev.hearth.agent.chat.MessageStatus;
import dev.hearth.agent.definition.AgentConfig;
import dev.hearth.agent.definition.ContextVariable;
import dev.hearth.agent.definition.CoreApp;
import dev.hearth.agent.definition.InternalTools;
import dev.hearth.agent.definition.Skill;
import dev.hearth.agent.definition.TurnLimits;
import dev.hearth.ids.ChatId;
import dev.hearth.ids.MessageId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.TurnId;
import dev.hearth.ids.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A chat as it is stored, and agents to have it with. */
final class Talk {
    private final List<Message> messages = new ArrayList<>();
    private TurnId turn = TurnId.random();

    static AgentConfig agent(String prompt, ObjectNode input, List<Skill> skills, ContextVariable... context) {
        return new AgentConfig(
                "helper",
                "",
                prompt,
                List.of(),
                new CoreApp("test/llm", json("{}"), input),
                List.of(),
                skills,
                List.of(context),
                new InternalTools(false, false, false, false, false),
                null,
                new TurnLimits(10, Duration.ofMinutes(5), 0));
    }

    static ObjectNode json(String text) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    static ContentPart.ToolCall call(String id, String name, String arguments) {
        return new ContentPart.ToolCall(id, name, arguments);
    }

    /** A message of the user that begins a turn. */
    Talk user(String text, ContentPart... more) {
        turn = TurnId.random();
        return queuedFor(turn, text, more);
    }

    /** A message of the user that was stored while another turn still ran. */
    Talk queuedFor(TurnId its, String text, ContentPart... more) {
        List<ContentPart> parts = new ArrayList<>(List.of(new ContentPart.Text(text)));
        parts.addAll(List.of(more));
        return add(its, MessageRole.USER, MessageStatus.READY, parts, null);
    }

    Talk assistant(MessageStatus status, ContentPart... parts) {
        return add(turn, MessageRole.ASSISTANT, status, List.of(parts), null);
    }

    Talk assistant(String text) {
        return assistant(MessageStatus.READY, new ContentPart.Text(text));
    }

    Talk asks(String text, ContentPart.ToolCall... calls) {
        return text.isEmpty()
                ? assistant(MessageStatus.READY, new ContentPart.ToolCalls(List.of(calls)))
                : assistant(MessageStatus.READY, new ContentPart.Text(text), new ContentPart.ToolCalls(List.of(calls)));
    }

    Talk result(String callId, String text) {
        return add(turn, MessageRole.TOOL, MessageStatus.READY, List.of(new ContentPart.Text(text)), callId);
    }

    List<Message> messages() {
        return messages;
    }

    private Talk add(
            TurnId its, MessageRole role, MessageStatus status, List<ContentPart> parts, @Nullable String callId) {
        messages.add(new Message(
                MessageId.random(),
                new ChatId("chat"),
                new TeamId("team"),
                new UserId("user"),
                its,
                messages.size() + 1,
                role,
                status,
                parts,
                null,
                callId,
                Instant.EPOCH,
                Instant.EPOCH));
        return this;
    }
}
