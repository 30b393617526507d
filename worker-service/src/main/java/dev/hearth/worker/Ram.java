package dev.hearth.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory there is, and how its size is written. */
public final class Ram {
    private static final Pattern SIZE =
            Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([KMGT]?)(i?)B?", Pattern.CASE_INSENSITIVE);
    private static final long DEFAULT_RAM_BYTES = 4L << 30;

    private Ram() {}

    /** What each of the engine's workers has, for its runners and for builds: the setting, or its share of the machine. */
    public static long ofWorker(EngineConfig config) {
        int workers = config.count().orElse(Runtime.getRuntime().availableProcessors());
        return config.ram().map(Ram::bytesOf).orElseGet(() -> machineRamBytes() / Math.max(1, workers));
    }

    /** A size such as {@code 24GB} (decimal) or {@code 24GiB} (binary). */
    public static long bytesOf(String text) {
        Matcher matcher = SIZE.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'%s' is not a size such as 24GB".formatted(text));
        }
        int power = "KMGT".indexOf(matcher.group(2).toUpperCase(Locale.ROOT));
        double unit = matcher.group(2).isEmpty() ? 1 : Math.pow(matcher.group(3).isEmpty() ? 1000 : 1024, power + 1);
        return (long) (Double.parseDouble(matcher.group(1)) * unit);
    }

    private static long machineRamBytes() {
        try {
            return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                    .filter(line -> line.startsWith("MemTotal:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst()
                    .orElse(DEFAULT_RAM_BYTES);
        } catch (IOException e) {
            return DEFAULT_RAM_BYTES;
        }
    }
}
