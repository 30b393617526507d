package dev.hearth.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Memory of some processes.
 *
 * @param residentBytes RSS: what several share is counted for each
 * @param proportionalBytes PSS: what several share is counted once in all
 */
record Memory(long residentBytes, long proportionalBytes) {
    private static final Pattern RSS = Pattern.compile("(?m)^Rss:\\s+(\\d+) kB");
    private static final Pattern PSS = Pattern.compile("(?m)^Pss:\\s+(\\d+) kB");

    static Memory of(Collection<Long> pids) {
        return pids.stream()
                .map(Memory::of)
                .reduce(
                        new Memory(0, 0),
                        (one, other) -> new Memory(
                                one.residentBytes + other.residentBytes,
                                one.proportionalBytes + other.proportionalBytes));
    }

    static Memory parse(String rollup) {
        return new Memory(bytes(RSS, rollup), bytes(PSS, rollup));
    }

    private static Memory of(long pid) {
        Path rollup = Path.of("/proc", Long.toString(pid), "smaps_rollup");
        try {
            return parse(Files.readString(rollup));
        } catch (NoSuchFileException _) {
            return new Memory(0, 0); // it ended
        } catch (IOException e) {
            if (Files.exists(rollup.getParent())) {
                throw new UncheckedIOException("cannot read " + rollup + ": run the benchmark as the stack's user", e);
            }
            return new Memory(0, 0);
        }
    }

    private static long bytes(Pattern line, String rollup) {
        Matcher found = line.matcher(rollup);
        return found.find() ? Long.parseLong(found.group(1)) << 10 : 0;
    }
}
