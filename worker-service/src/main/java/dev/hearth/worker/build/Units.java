package dev.hearth.worker.build;

/** The documented rule for sizes in {@code inf.yml}: below 1000 is GB, from there up to 1e9 is MB, larger is bytes; decimal. */
final class Units {
    private static final long KILO = 1_000L;
    private static final long MEGA = 1_000_000L;
    private static final long GIGA = 1_000_000_000L;

    private Units() {}

    static long bytesOf(double value) {
        if (value <= 0) {
            return 0;
        }
        if (value < KILO) {
            return Math.round(value * GIGA);
        }
        return value < GIGA ? Math.round(value * MEGA) : Math.round(value);
    }
}
