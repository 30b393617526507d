package dev.hearth.gateway.team;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A stored user of a team. */
@Entity
@Table(name = "team_user")
class UserRow {
    @Id
    String id;

    String teamId;
    String email;
    String name;
    String role;
    Instant createdAt;
    Instant updatedAt;

    @SuppressWarnings("NullAway.Init") // filled when read
    UserRow() {}

    UserRow(String id, String teamId, String email, String name, Instant now) {
        this.id = id;
        this.teamId = teamId;
        this.email = email;
        this.name = name;
        this.role = "user";
        this.createdAt = now;
        this.updatedAt = now;
    }
}
