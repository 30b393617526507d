package dev.hearth.gateway.team;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A namespace that has an owner. */
@Entity
@Table(name = "namespace")
class NamespaceRow {
    @Id
    String name;

    String teamId;
    Instant createdAt;

    @SuppressWarnings("NullAway.Init") // filled when read
    NamespaceRow() {}

    NamespaceRow(String name, String teamId, Instant createdAt) {
        this.name = name;
        this.teamId = teamId;
        this.createdAt = createdAt;
    }
}
