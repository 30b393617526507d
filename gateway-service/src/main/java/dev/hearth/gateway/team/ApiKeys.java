package dev.hearth.gateway.team;

import dev.hearth.gateway.listing.CursorList;
import dev.hearth.gateway.listing.ListQuery;
import dev.hearth.gateway.listing.ListRequest;
import dev.hearth.gateway.listing.Times;
import dev.hearth.gateway.storage.AnswersInTime;
import dev.hearth.ids.ApiKeyId;
import dev.hearth.ids.Ids;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides about API keys: a team's keys are its own, and none can give more than it may do itself. */
@ApplicationScoped
@AnswersInTime
class ApiKeys {
    private final ApiKeyRepository keys;
    private final TeamRepository teams;
    private final KeyAuthentication authentication;
    private final Clock clock;

    ApiKeys(ApiKeyRepository keys, TeamRepository teams, KeyAuthentication authentication, Clock clock) {
        this.keys = keys;
        this.teams = teams;
        this.authentication = authentication;
        this.clock = clock;
    }

    @WithTransaction
    Uni<ApiKeyView> create(Caller caller, NewApiKey wanted) {
        List<String> scopes = wanted.scopes() == null ? List.of() : wanted.scopes();
        Scopes.requireGivable(caller, scopes);
        Instant now = clock.instant();
        Instant expiresAt = expiryOf(wanted, now);
        ApiKeySecret secret = ApiKeySecret.random();
        return teams.requireUser(caller.user()).chain(user -> {
            ApiKeyRow row = new ApiKeyRow(ApiKeyId.random().value(), user, wanted.name(), secret, now);
            row.scopes = scopes;
            row.expiresAt = expiresAt;
            return keys.add(row).replaceWith(() -> ApiKeyView.inClear(row, secret));
        });
    }

    @WithSession
    Uni<CursorList<ApiKeyView>> list(Caller caller, @Nullable ListRequest request) {
        return keys.list(caller.team(), ListQuery.of(request, ApiKeyRepository.FIELDS))
                .map(page -> page.map(ApiKeyView::masked));
    }

    /** A deleted key is refused at once by this gateway, within 2 s by the others. */
    Uni<Void> delete(Caller caller, ApiKeyId id) {
        return remove(caller, id).invoke(authentication::forgetAll);
    }

    @WithTransaction
    Uni<Void> remove(Caller caller, ApiKeyId id) {
        if (!Ids.isWellFormed(id.value())) {
            return Uni.createFrom().failure(TeamErrors.keyNotFound(id));
        }
        return keys.find(caller.team(), id)
                .onItem()
                .ifNull()
                .failWith(() -> TeamErrors.keyNotFound(id))
                .chain(row -> row.source.equals(ApiKeyRow.FROM_ENVIRONMENT)
                        ? Uni.createFrom().failure(TeamErrors.keyOfTheEnvironment(id))
                        : keys.remove(row));
    }

    private static @Nullable Instant expiryOf(NewApiKey wanted, Instant now) {
        if (wanted.expiresAt() == null || wanted.expiresAt().isEmpty()) {
            return null;
        }
        Instant expiresAt = Times.parse("expires_at", wanted.expiresAt());
        if (!expiresAt.isAfter(now)) {
            throw TeamErrors.expiryInThePast(expiresAt);
        }
        return expiresAt;
    }
}
