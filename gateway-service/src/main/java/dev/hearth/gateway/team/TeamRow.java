package dev.hearth.gateway.team;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A stored team. */
@Entity
@Table(name = "team")
class TeamRow {
    @Id
    String id;

    String username;
    String name;
    String type;
    Instant createdAt;
    Instant updatedAt;

    @SuppressWarnings("NullAway.Init") // filled when read
    TeamRow() {}

    TeamRow(String id, String username, String name, Instant now) {
        this.id = id;
        this.username = username;
        this.name = name;
        this.type = "team";
        this.createdAt = now;
        this.updatedAt = now;
    }
}
