package dev.hearth.credentials;

/**
 * Who an internal call comes from.
 *
 * @param kind service or engine
 * @param name the service's name, or the engine's id
 */
public record Principal(Kind kind, String name) {
    /** What a principal may be; it decides which services answer it. */
    public enum Kind {
        SERVICE,
        ENGINE
    }

    public static Principal service(String name) {
        return new Principal(Kind.SERVICE, name);
    }

    public static Principal engine(String engineId) {
        return new Principal(Kind.ENGINE, engineId);
    }
}
