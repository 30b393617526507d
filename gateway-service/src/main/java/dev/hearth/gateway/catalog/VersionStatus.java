package dev.hearth.gateway.catalog;

import java.util.Locale;

/** Where a version stands. It leaves BUILDING once, and never changes again. */
enum VersionStatus {
    BUILDING,
    READY,
    FAILED;

    /** As stored and shown. */
    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
