package dev.hearth.cli.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One process and no other: a number alone is used again, so its start time goes with it.
 *
 * @param startTicks when the kernel says it started, in clock ticks since the machine's
 * @param bootId the start of the machine those ticks are counted from
 */
record ProcessIdentity(long pid, long startTicks, String bootId) {
    /** Field 22 of /proc/pid/stat, counted after the name, which may hold blanks and ends with the last bracket. */
    private static final int START_AFTER_NAME = 19;

    /** The process that has this number now. */
    static Optional<ProcessIdentity> of(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            List<String> afterName =
                    List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
            if (afterName.getFirst().equals("Z")) {
                return Optional.empty(); // dead, and only its parent has not looked yet
            }
            return Optional.of(
                    new ProcessIdentity(pid, Long.parseLong(afterName.get(START_AFTER_NAME)), currentBootId()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    boolean isAlive() {
        return of(pid).filter(this::equals).isPresent();
    }

    private static String currentBootId() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    }
}
