package dev.hearth.cli.stack;

/**
 * What the doctor found about one thing.
 *
 * @param fix what to do about it; empty when all is well
 */
record Finding(String what, Grade grade, String found, String fix) {
    /** How bad it is. */
    enum Grade {
        OK,

        /** Hearth works without, less well or not for everyone. */
        LIMITED,

        MISSING;

        String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    static Finding ok(String what, String found) {
        return new Finding(what, Grade.OK, found, "");
    }

    static Finding limited(String what, String found, String fix) {
        return new Finding(what, Grade.LIMITED, found, fix);
    }

    static Finding missing(String what, String found, String fix) {
        return new Finding(what, Grade.MISSING, found, fix);
    }
}
