package dev.hearth.gateway.secret;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A stored secret; its value is sealed. */
@Entity
@Table(name = "secret")
class SecretRow {
    @Id
    String id;

    String teamId;
    String userId;
    String name;
    String description;
    String maskedValue;
    byte[] sealed;
    String fingerprint;
    Instant createdAt;
    Instant updatedAt;

    @SuppressWarnings("NullAway.Init") // filled when read
    SecretRow() {}
}
