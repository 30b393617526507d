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

    public Chat with(ChatStatus next, Instant now) {
        return copy(agent, agentVersion, next, context, data, output, turn, nextPosition, now);
    }

    public Chat with(AgentData kept, Instant now) {
        return copy(agent, agentVersion, status, context, kept, output, turn, nextPosition, now);
    }

    /** With this output; null: none yet. */
    public Chat answering(@Nullable JsonNode answer, Instant now) {
        return copy(agent, agentVersion, status, context, data, answer, turn, nextPosition, now);
    }

    /** After so many messages were added. */
    public Chat grown(int messages, Instant now) {
        return copy(agent, agentVersion, status, context, data, output, turn, nextPosition + messages, now);
    }

    /** Busy with this turn, which is run by this agent. */
    public Chat begins(TurnId next, AgentId by, AgentVersionId version, Map<String, String> variables, Instant now) {
        return copy(by, version, ChatStatus.BUSY, variables, data, null, next, nextPosition, now);
    }

    /** With what a message that has to wait changes already: who answers it, and the context. */
    public Chat meaning(AgentId by, AgentVersionId version, Map<String, String> variables, Instant now) {
        return copy(by, version, status, variables, data, output, turn, nextPosition, now);
    }

    /** Showing this turn. */
    public Chat in(TurnId current) {
        return copy(agent, agentVersion, status, context, data, output, current, nextPosition, updatedAt);
    }

    private Chat copy(
            @Nullable AgentId newAgent,
            @Nullable AgentVersionId newVersion,
            ChatStatus newStatus,
            Map<String, String> newContext,
            AgentData newData,
            @Nullable JsonNode newOutput,
            @Nullable TurnId newTurn,
            int newPosition,
            Instant now) {
        return new Chat(
                id,
                team,
                user,
                newAgent,
                newVersion,
                parent,
                parentInvocation,
                depth,
                newStatus,
                name,
                description,
                visibility,
                newContext,
                newData,
                newOutput,
                newTurn,
                newPosition,
                createdAt,
                now);
    }
}
