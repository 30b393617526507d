package dev.hearth.agent.definition;

import dev.hearth.agent.access.Caller;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of {@code agent}. Its namespace and name never change. */
@Entity
@Table(name = "agent")
class AgentRow {
    @Id
    String id;

    String teamId;
    String userId;
    String namespace;
    String name;
    String description;
    String images;
    String visibility;

    @Nullable
    String currentVersionId;

    Instant createdAt;
    Instant updatedAt;

    @Nullable
    Instant deletedAt;

    @SuppressWarnings("NullAway.Init") // filled when read
    AgentRow() {}

    boolean isOf(Caller caller) {
        return teamId.equals(caller.team().value());
    }

    /** Ad-hoc agents come with a message and are nobody's to find. */
    boolean isAdHoc() {
        return namespace.isEmpty();
    }

    boolean isVisibleTo(Caller caller) {
        return isOf(caller) || (!isAdHoc() && !visibility.equals("private"));
    }

    /** How people name it. */
    String reference() {
        return isAdHoc() ? id : namespace + "/" + name;
    }
}
