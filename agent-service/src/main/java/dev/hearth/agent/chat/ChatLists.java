package dev.hearth.agent.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.access.Caller;
import dev.hearth.agent.listing.ListFields;
import dev.hearth.agent.listing.Listing;
import dev.hearth.proto.v1.ListWish;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/** Lists of chats: the team's own, without their messages. */
@ApplicationScoped
public class ChatLists {
    private static final ListFields<ChatRow> FIELDS = ListFields.<ChatRow>of(row -> row.id, row -> row.createdAt)
            .time("updated_at", "updatedAt", row -> row.updatedAt)
            .searchedText("name", "name", row -> row.name)
            .searchedText("description", "description", row -> row.description)
            .text("status", "status", row -> row.status)
            .text("visibility", "visibility", row -> row.visibility)
            .text("user_id", "userId", row -> row.userId)
            .optionalText("agent_id", "agentId", row -> row.agentId)
            .optionalText("agent_version_id", "agentVersionId", row -> row.agentVersionId)
            .optionalText("parent_id", "parentId", row -> row.parentId);

    /** Chats of agent tools belong to their parents; they are listed only when a filter asks for parents. */
    @WithSession
    public Uni<ObjectNode> list(Caller caller, ListWish wish) {
        boolean asksForParents = wish.getFiltersList().stream()
                .anyMatch(filter -> filter.getField().equals("parent_id"));
        String visible = "e.deletedAt is null and e.teamId = :team" + (asksForParents ? "" : " and e.parentId is null");
        return Listing.of(wish, FIELDS)
                .run(ChatRow.class, visible, Map.of("team", caller.team().value()))
                .map(page -> page.show(row -> ChatJson.chat(row.toChat(), List.of(), List.of())));
    }
}
