package dev.hearth.gateway.team;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stored API key: its hash, never the key. */
@Entity
@Table(name = "api_key")
class ApiKeyRow {
    /** The key came from {@code HEARTH_OWNER_KEY}. */
    static final String FROM_ENVIRONMENT = "environment";

    static final String FROM_API = "api";

    @Id
    String id;

    String teamId;
    String userId;
    String name;
    String keyHash;
    String maskedKey;
    List<String> scopes;
    String source;

    @Nullable
    Instant expiresAt;

    @Nullable
    Instant lastUsedAt;

    Instant createdAt;
    Instant updatedAt;

    @SuppressWarnings("NullAway.Init") // filled when read
    ApiKeyRow() {}

    ApiKeyRow(String id, UserRow user, String name, ApiKeySecret secret, Instant now) {
        this.id = id;
        this.teamId = user.teamId;
        this.userId = user.id;
        this.name = name;
        this.keyHash = secret.hash().hex();
        this.maskedKey = secret.masked();
        this.scopes = List.of();
        this.source = FROM_API;
        this.createdAt = now;
        this.updatedAt = now;
    }
}
