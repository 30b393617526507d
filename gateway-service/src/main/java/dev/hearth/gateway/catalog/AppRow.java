package dev.hearth.gateway.catalog;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A stored app. Its namespace and name never change. */
@Entity
@Table(name = "app")
class AppRow {
    @Id
    String id;

    String teamId;
    String userId;
    String namespace;
    String name;
    String description;
    String agentDescription;
    String category;
    String images;
    String visibility;

    @Nullable
    String currentVersionId;

    Instant createdAt;
    Instant updatedAt;

    @Nullable
    Instant deletedAt;

    @SuppressWarnings("NullAway.Init") // filled when read
    AppRow() {}
}
