package dev.hearth.gateway.secret;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The secrets a team has set: their names, and for each a keyed fingerprint that changes with the value.
 *
 * @param fingerprints by name
 */
public record SecretSet(Map<String, String> fingerprints) {
    /** Of a team without any, and of an app that asks for none. */
    public static final SecretSet NONE = new SecretSet(Map.of());

    public SecretSet {
        fingerprints = Map.copyOf(fingerprints);
    }

    public Set<String> names() {
        return fingerprints.keySet();
    }

    /** Those that are set of these, in alphabetical order. */
    public List<String> setOf(Collection<String> wanted) {
        Set<String> found = new TreeSet<>(wanted);
        found.retainAll(names());
        return List.copyOf(found);
    }

    /** One text for the values of these names, all of them set; equal only for equal names and values. */
    public String fingerprintOf(List<String> injected) {
        StringBuilder text = new StringBuilder();
        for (String name : injected) {
            text.append(name).append('=').append(fingerprints.get(name)).append('\n');
        }
        return text.toString();
    }
}
