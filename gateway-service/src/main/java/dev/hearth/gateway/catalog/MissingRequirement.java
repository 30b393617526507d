package dev.hearth.gateway.catalog;

/**
 * Something an app needs and the calling team does not have.
 *
 * @param key the secret, the integration or the scope
 */
public record MissingRequirement(Type type, String key) {
    /** What can be missing, and what a client can do about it. */
    public enum Type {
        SECRET("secret", "add_secret"),
        INTEGRATION("integration", "connect"),
        SCOPE("scope", "add_scopes");

        private final String wire;
        private final String action;

        Type(String wire, String action) {
            this.wire = wire;
            this.action = action;
        }

        public String wire() {
            return wire;
        }

        public String action() {
            return action;
        }
    }

    /** For people. */
    public String message() {
        return switch (type) {
            case SECRET -> "secret %s is not set".formatted(key);
            case INTEGRATION -> "integration %s is not connected".formatted(key);
            case SCOPE -> "scope %s is not granted".formatted(key);
        };
    }
}
