package dev.hearth.agent.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.ids.AgentId;
import dev.hearth.ids.AgentVersionId;
import dev.hearth.ids.ChatId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.ToolInvocationId;
import dev.hearth.ids.TurnId;
import dev.hearth.ids.UserId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One conversation of a user with an agent.
 *
 * @param depth 0: nobody's child
 * @param context variables, defaults of the agent not among them
 * @param output what the finish tool was called with
 * @param turn the current one, else the last
 * @param nextPosition of the next message
 */
public record Chat(
        ChatId id,
        TeamId team,
        UserId user,
        @Nullable AgentId agent,
        @Nullable AgentVersionId agentVersion,
        @Nullable ChatId parent,
        @Nullable ToolInvocationId parentInvocation,
        int depth,
        ChatStatus status,
        String name,
        String description,
        String visibility,
        Map<String, String> context,
        AgentData data,
        @Nullable JsonNode output,
        @Nullable TurnId turn,
        int nextPosition,
        Instant createdAt,
        Instant updatedAt) {
    public Chat {
        context = Map.copyOf(context);
    }
}
