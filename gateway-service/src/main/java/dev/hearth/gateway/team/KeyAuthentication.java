package dev.hearth.gateway.team;

import dev.hearth.gateway.storage.FreshContext;
import dev.hearth.gateway.storage.RecentAnswers;
import dev.hearth.ids.ApiKeyId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.UserId;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds callers by the hash of their key, in memory or else in the database. */
@Singleton
class KeyAuthentication implements Authentication {
    private static final String SCHEME = "Bearer ";
    private static final int MAX_KEY_LENGTH = 512;
    private static final long MAX_REMEMBERED = 10_000;

    private final ApiKeyRepository keys;
    private final Clock clock;
    private final Duration lastUsedResolution;
    private final RecentAnswers<KeyHash, Caller> recent;

    KeyAuthentication(ApiKeyRepository keys, FreshContext context, TeamConfig config, Clock clock) {
        this.keys = keys;
        this.clock = clock;
        this.lastUsedResolution = config.lastUsedResolution();
        this.recent = new RecentAnswers<>(config.keyMaxAge(), MAX_REMEMBERED, context, this::ask);
    }

    @Override
    public Uni<Caller> callerOf(@Nullable String authorizationHeader) {
        String key = keyIn(authorizationHeader);
        if (key == null) {
            return Uni.createFrom().failure(TeamErrors::noKey);
        }
        return recent.about(new ApiKeySecret(key).hash());
    }

    /** Lets a deleted key be refused from now on, by this gateway. */
    void forgetAll() {
        recent.forgetAll();
    }

    @WithSession
    Uni<Caller> ask(KeyHash hash) {
        Instant now = clock.instant();
        return keys.findByHash(hash)
                .onItem()
                .ifNull()
                .failWith(TeamErrors::unknownKey)
                .call(row -> wasUsedSince(row, now.minus(lastUsedResolution))
                        ? Uni.createFrom().voidItem()
                        : noteUse(row, now))
                .map(row -> callerFrom(row, now));
    }

    @WithTransaction
    Uni<Void> noteUse(ApiKeyRow row, Instant now) {
        return keys.markUsed(new ApiKeyId(row.id), now);
    }

    private static boolean wasUsedSince(ApiKeyRow row, Instant since) {
        return row.lastUsedAt != null && row.lastUsedAt.isAfter(since);
    }

    private static Caller callerFrom(ApiKeyRow row, Instant now) {
        ApiKeyId id = new ApiKeyId(row.id);
        if (row.expiresAt != null && !now.isBefore(row.expiresAt)) {
            throw TeamErrors.expiredKey(id, row.expiresAt);
        }
        return new Caller(new TeamId(row.teamId), new UserId(row.userId), id, Set.copyOf(row.scopes));
    }

    private static @Nullable String keyIn(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        String key = header.substring(SCHEME.length()).strip();
        return key.isEmpty() || key.length() > MAX_KEY_LENGTH ? null : key;
    }
}
