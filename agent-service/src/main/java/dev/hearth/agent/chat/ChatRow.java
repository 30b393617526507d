package dev.hearth.agent.chat;

import dev.hearth.ids.AgentId;
import dev.hearth.ids.AgentVersionId;
import dev.hearth.ids.ChatId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.ToolInvocationId;
import dev.hearth.ids.TurnId;
import dev.hearth.ids.UserId;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A row of {@code chat} for lists; {@link ChatStore} alone writes them. */
@Entity
@Immutable
@Table(name = "chat")
class ChatRow {
    @Id
    String id;

    String teamId;
    String userId;

    @Nullable
    String agentId;

    @Nullable
    String agentVersionId;

    @Nullable
    String parentId;

    @Nullable
    String parentInvocationId;

    int depth;
    String status;
    String name;
    String description;
    String visibility;
    String context;
    String agentData;

    @Nullable
    String output;

    @Nullable
    String turnId;

    int nextPosition;
    Instant createdAt;
    Instant updatedAt;

    @Nullable
    Instant deletedAt;

    @SuppressWarnings("NullAway.Init") // filled when read
    ChatRow() {}

    Chat toChat() {
        Map<String, String> variables = new LinkedHashMap<>();
        StoredJson.read(context)
                .properties()
                .forEach(entry -> variables.put(entry.getKey(), entry.getValue().asText()));
        return new Chat(
                new ChatId(id),
                new TeamId(teamId),
                new UserId(userId),
                agentId == null ? null : new AgentId(agentId),
                agentVersionId == null ? null : new AgentVersionId(agentVersionId),
                parentId == null ? null : new ChatId(parentId),
                parentInvocationId == null ? null : new ToolInvocationId(parentInvocationId),
                depth,
                ChatStatus.valueOf(status.toUpperCase(Locale.ROOT)),
                name,
                description,
                visibility,
                variables,
                AgentDataJson.read(agentData),
                StoredJson.readOrNull(output),
                turnId == null ? null : new TurnId(turnId),
                nextPosition,
                createdAt,
                updatedAt);
    }
}
