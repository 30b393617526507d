package dev.hearth.gateway.catalog;

import dev.hearth.gateway.http.Requirement;
import java.util.List;
import java.util.Set;

/**
 * Something a team has to have set before it can call an app.
 *
 * @param requirement what is told when it is missing
 * @param metBy secrets that meet it together; any one of the groups will do, and without a group nothing does
 */
public record Need(Requirement requirement, List<Set<String>> metBy) {
    public Need {
        metBy = metBy.stream().map(Set::copyOf).toList();
    }

    /** A secret of this name. */
    public static Need secret(String key) {
        return new Need(Requirement.secret(key), List.of(Set.of(key)));
    }

    /** An integration, connected by secrets of the names that apps read it from. */
    public static Need integration(String key) {
        return new Need(Requirement.integration(key), Integrations.metBy(key));
    }

    /** Whether these secrets are enough. */
    public boolean isMetBy(Set<String> names) {
        return metBy.stream().anyMatch(names::containsAll);
    }
}
