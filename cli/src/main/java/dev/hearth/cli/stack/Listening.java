package dev.hearth.cli.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Which ports a process listens on: that something answers at a port does not say that it is ours. */
final class Listening {
    /** A socket that waits for connections, in the kernel's tables. */
    private static final String LISTENS = "0A";

    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private Listening() {}

    /** Whether a process, one of ours, listens on all of these ports. */
    static boolean isAt(List<Integer> ports, long pid) {
        Set<String> own = socketsOf(pid);
        return ports.stream().allMatch(port -> socketsAt(port).stream().anyMatch(own::contains));
    }

    private static Set<String> socketsAt(int port) {
        Set<String> inodes = new HashSet<>();
        String suffix = ":%04X".formatted(port);
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            try (Stream<String> lines = Files.lines(Path.of(table))) {
                lines.map(line -> List.of(line.strip().split("\\s+", -1)))
                        .filter(fields -> fields.size() > INODE)
                        .filter(fields -> fields.get(STATE).equals(LISTENS))
                        .filter(fields -> fields.get(LOCAL_ADDRESS).endsWith(suffix))
                        .forEach(fields -> inodes.add("socket:[" + fields.get(INODE) + "]"));
            } catch (IOException | UncheckedIOException e) {
                // a machine without IPv6 has one table only
            }
        }
        return inodes;
    }

    private static Set<String> socketsOf(long pid) {
        Set<String> sockets = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path descriptor : descriptors.toList()) {
                addTarget(descriptor, sockets);
            }
        } catch (IOException e) {
            return Set.of(); // it has ended
        }
        return sockets;
    }

    private static void addTarget(Path descriptor, Set<String> targets) {
        try {
            targets.add(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException e) {
            // closed while we looked
        }
    }
}
