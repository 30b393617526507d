package dev.hearth.cli.stack;

import dev.hearth.ids.Ids;
import java.util.Properties;

/** The secrets of one stack, made at its first start and kept in a file that only its owner can read. */
final class Secrets {
    static final String FILE = "secrets.properties";

    private final Properties values;

    private Secrets(Properties values) {
        this.values = values;
    }

    /** Reads them, making those that are not there yet. */
    static Secrets in(StackHome home) {
        Properties values = home.read(FILE);
        boolean complete = true;
        for (Name name : Name.values()) {
            if (values.getProperty(name.key()) == null) {
                values.setProperty(name.key(), name.prefix + Ids.random() + Ids.random());
                complete = false;
            }
        }
        if (!complete) {
            home.write(FILE, values);
        }
        return new Secrets(values);
    }

    String of(Name name) {
        return values.getProperty(name.key());
    }

    String databasePasswordOf(String service) {
        return switch (service) {
            case "gateway" -> of(Name.DATABASE_GATEWAY);
            case "scheduler" -> of(Name.DATABASE_SCHEDULER);
            case "files" -> of(Name.DATABASE_FILES);
            case "agent" -> of(Name.DATABASE_AGENT);
            default -> throw new IllegalArgumentException("no database role for " + service);
        };
    }

    /** What there is to know. */
    enum Name {
        INTERNAL_KEY(""),
        OWNER_KEY("inf_"),
        ENGINE_ID("engine-"),
        DATABASE_SUPERUSER(""),
        DATABASE_GATEWAY(""),
        DATABASE_SCHEDULER(""),
        DATABASE_FILES(""),
        DATABASE_AGENT(""),
        KAFKA(""),
        /** What the gateway seals its teams' secrets with. */
        SEALING_KEY("");

        private final String prefix;

        Name(String prefix) {
            this.prefix = prefix;
        }

        private String key() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }
}
