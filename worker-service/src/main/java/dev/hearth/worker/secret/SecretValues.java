package dev.hearth.worker.secret;

import java.util.Map;

/** Environment variables that hold secrets. A class of its own so that no log line or message prints them by accident. */
public final class SecretValues {
    public static final SecretValues NONE = new SecretValues(Map.of());

    private final Map<String, String> variables;

    public SecretValues(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    public boolean isEmpty() {
        return variables.isEmpty();
    }

    /** For the environment of a process and nothing else. */
    public Map<String, String> inClear() {
        return variables;
    }

    /** What hides them in text. */
    public Mask mask() {
        return Mask.of(variables.values());
    }

    @Override
    public String toString() {
        return "secrets " + variables.keySet();
    }
}
