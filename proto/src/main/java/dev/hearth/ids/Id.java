package dev.hearth.ids;

/** A name that never changes and means nothing but itself. */
public interface Id {
    String value();

    /** The first eight characters, as people quote them. */
    default String shortValue() {
        return value().length() <= 8 ? value() : value().substring(0, 8);
    }
}
