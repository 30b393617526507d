package dev.hearth.worker.build;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The documented rule for sizes in {@code inf.yml}: below 1000 is GB, from there up to 1e9 is MB, larger is bytes; decimal. */
final class Units {
    private static final long KILO = 1_000L;
    private static final long MEGA = 1_000_000L;
    private static final long GIGA = 1_000_000_000L;

    private static final Pattern WITH_UNIT = Pattern.compile("([0-9.]+)\\s*([KMGT])(i?)B?", Pattern.CASE_INSENSITIVE);

    private Units() {}

    /** A number as the rule takes it, out of a text that may name its unit. */
    static double numberOf(String text) {
        Matcher unit = WITH_UNIT.matcher(text);
        if (!unit.matches()) {
            return Double.parseDouble(text);
        }
        double base = unit.group(3).isEmpty() ? 1000 : 1024;
        int power = "KMGT".indexOf(unit.group(2).toUpperCase(Locale.ROOT)) + 1;
        double bytes = Double.parseDouble(unit.group(1)) * Math.pow(base, power);
        return bytes >= GIGA ? bytes : bytes / MEGA < KILO ? bytes / GIGA : bytes / MEGA;
    }

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
