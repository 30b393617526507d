package dev.hearth.gateway.team;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.ApiKeyId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.UserId;
import java.util.Set;

/**
 * Who a request comes from, as its API key proves.
 *
 * @param scopes what the key may do; empty: everything
 */
public record Caller(TeamId team, UserId user, ApiKeyId key, Set<String> scopes) {
    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /**
     * Whether the key may do this. A bare resource implies its actions, {@code *} everything.
     *
     * @param scope such as {@code apps:execute}
     */
    public boolean may(String scope) {
        if (scopes.isEmpty() || scopes.contains("*") || scopes.contains(scope)) {
            return true;
        }
        int colon = scope.indexOf(':');
        return colon > 0 && scopes.contains(scope.substring(0, colon));
    }

    /** Refuses with 403 unless {@link #may} holds. */
    public void require(String scope) {
        if (!may(scope)) {
            throw new ServiceException(
                    ErrorCode.FORBIDDEN, "API key %s lacks the scope %s".formatted(key.shortValue(), scope));
        }
    }
}
