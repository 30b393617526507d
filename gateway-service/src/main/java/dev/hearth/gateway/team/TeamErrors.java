package dev.hearth.gateway.team;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.ApiKeyId;
import java.time.Instant;

/** The errors of teams, keys and namespaces. */
final class TeamErrors {
    private TeamErrors() {}

    static ServiceException noKey() {
        return new ServiceException(
                ErrorCode.UNAUTHORIZED, "an API key is required: send it as \"Authorization: Bearer <key>\"");
    }

    static ServiceException unknownKey() {
        return new ServiceException(ErrorCode.UNAUTHORIZED, "the API key is not valid");
    }

    static ServiceException expiredKey(ApiKeyId key, Instant at) {
        return new ServiceException(ErrorCode.UNAUTHORIZED, "API key %s expired at %s".formatted(key.shortValue(), at));
    }

    static ServiceException keyNotFound(ApiKeyId key) {
        return new ServiceException(ErrorCode.NOT_FOUND, "API key not found: " + key);
    }

    static ServiceException keyOfTheEnvironment(ApiKeyId key) {
        return new ServiceException(
                ErrorCode.CONFLICT, "API key %s is set by HEARTH_OWNER_KEY; change it there".formatted(key));
    }

    static ServiceException unknownScope(int index, String scope) {
        return new ServiceException(
                ErrorCode.INVALID_REQUEST, "scopes[%d] is not a scope: \"%s\"".formatted(index, scope));
    }

    static ServiceException scopeNotHeld(ApiKeyId key, String scope) {
        return new ServiceException(
                ErrorCode.FORBIDDEN,
                "API key %s cannot give the scope %s, which it lacks itself".formatted(key.shortValue(), scope));
    }

    static ServiceException expiryInThePast(Instant at) {
        return new ServiceException(ErrorCode.INVALID_REQUEST, "expires_at is in the past: " + at);
    }

    static ServiceException notTheOwner() {
        return new ServiceException(ErrorCode.FORBIDDEN, "only the owner of team local makes teams");
    }

    static ServiceException usernameTaken(String username) {
        return new ServiceException(ErrorCode.CONFLICT, "username is taken: " + username);
    }

    static ServiceException namespaceOfAnother(String namespace) {
        return new ServiceException(ErrorCode.FORBIDDEN, "namespace %s belongs to another team".formatted(namespace));
    }
}
