package dev.hearth.gateway.team;

import java.util.List;
import java.util.Set;

/** The scopes a key may hold (wire protocol 1.4): a resource, perhaps with an action, or {@code *}. */
final class Scopes {
    private static final Set<String> RESOURCES = Set.of(
            "agents",
            "apps",
            "conversations",
            "files",
            "datastores",
            "templates",
            "flows",
            "projects",
            "teams",
            "billing",
            "secrets",
            "integrations",
            "engines",
            "apikeys",
            "user",
            "settings");

    private static final Set<String> EXECUTABLE = Set.of("agents", "apps", "flows");

    private Scopes() {}

    /** Refuses what is no scope, and what the giver does not hold itself. */
    static void requireGivable(Caller giver, List<String> scopes) {
        for (int i = 0; i < scopes.size(); i++) {
            if (!isScope(scopes.get(i))) {
                throw TeamErrors.unknownScope(i, scopes.get(i));
            }
        }
        List<String> given = scopes.isEmpty() ? List.of("*") : scopes;
        for (String scope : given) {
            if (!giver.may(scope)) {
                throw TeamErrors.scopeNotHeld(giver.key(), scope);
            }
        }
    }

    private static boolean isScope(String scope) {
        int colon = scope.indexOf(':');
        if (colon < 0) {
            return scope.equals("*") || RESOURCES.contains(scope);
        }
        String resource = scope.substring(0, colon);
        return switch (scope.substring(colon + 1)) {
            case "read", "write" -> RESOURCES.contains(resource);
            case "execute" -> EXECUTABLE.contains(resource);
            default -> false;
        };
    }
}
