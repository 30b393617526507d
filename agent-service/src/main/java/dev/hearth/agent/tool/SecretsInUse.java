package dev.hearth.agent.tool;

import dev.hearth.secrets.SecretForms;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The values that a request carries and nobody may see in its answer. Values below four characters are not hidden: hiding
 * every "1" would hide the answer.
 */
final class SecretsInUse {
    static final SecretsInUse NONE = new SecretsInUse(Map.of(), List.of());
    private static final String HIDDEN = "****";
    private static final int SHORTEST = 4;

    private final Map<String, String> values;

    /** Longest first, so that a value which contains another is hidden whole. */
    private final List<String> hidden;

    private SecretsInUse(Map<String, String> values, List<String> hidden) {
        this.values = values;
        this.hidden = hidden;
    }

    static SecretsInUse of(Map<String, String> values) {
        return new SecretsInUse(Map.copyOf(values), forms(values.values()));
    }

    /** Values that are secret without being stored as such. */
    static SecretsInUse literals(List<String> values) {
        return new SecretsInUse(Map.of(), forms(values));
    }

    String require(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new ToolFailedException("The team has no secret '%s', which this tool needs.".formatted(name));
        }
        return value;
    }

    /** The text without any of the values, nor the beginning of one where the text was cut. */
    String hide(String text, boolean cut) {
        String masked = text;
        for (String value : hidden) {
            if (masked.contains(value)) {
                masked = masked.replace(value, HIDDEN);
            }
        }
        return cut ? withoutTornEnd(masked) : masked;
    }

    private String withoutTornEnd(String text) {
        int torn =
                hidden.stream().mapToInt(value -> tornLength(text, value)).max().orElse(0);
        return torn == 0 ? text : text.substring(0, text.length() - torn);
    }

    private static int tornLength(String text, String value) {
        for (int length = Math.min(value.length() - 1, text.length()); length > 0; length--) {
            if (text.endsWith(value.substring(0, length))) {
                return length;
            }
        }
        return 0;
    }

    @Override
    public String toString() {
        return "secrets " + values.keySet();
    }

    private static List<String> forms(Collection<String> values) {
        Set<String> all = new TreeSet<>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        values.stream()
                .filter(value -> value.length() >= SHORTEST)
                .flatMap(SecretForms::of)
                .forEach(all::add);
        return List.copyOf(all);
    }
}
