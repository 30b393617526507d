package dev.hearth.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The processes of this machine at one moment: who started whom and how much processor time each has had, that of ended
 * children included.
 */
record ProcessTable(Map<Long, Entry> byPid) {
    /** Of Linux on every platform Java runs on. */
    private static final double TICKS_PER_SECOND = 100;

    /** Fields after the command's name, which ends with the last parenthesis; see proc(5). */
    private static final int PARENT = 1;

    private static final int FIRST_TIME = 11;
    private static final int LAST_TIME = 14;

    ProcessTable {
        byPid = Map.copyOf(byPid);
    }

    static ProcessTable read() throws IOException {
        return read(Path.of("/proc"));
    }

    static ProcessTable read(Path proc) throws IOException {
        Map<Long, Entry> found = new HashMap<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                try {
                    String stat = Files.readString(process.resolve("stat"));
                    found.put(Long.parseLong(process.getFileName().toString()), parse(stat));
                } catch (IOException e) {
                    if (Files.exists(process)) { // otherwise it ended since it was listed
                        throw e;
                    }
                }
            }
        }
        return new ProcessTable(found);
    }

    /** A process and everything it started. */
    Set<Long> familyOf(long pid) {
        Set<Long> family = new TreeSet<>();
        if (byPid.containsKey(pid)) {
            family.add(pid);
        }
        for (boolean grew = true; grew; ) {
            grew = false;
            for (Map.Entry<Long, Entry> process : byPid.entrySet()) {
                if (family.contains(process.getValue().parent()) && family.add(process.getKey())) {
                    grew = true;
                }
            }
        }
        return family;
    }

    /** Processor time of these processes so far. */
    double cpuSeconds(Set<Long> pids) {
        return pids.stream()
                .map(byPid::get)
                .filter(entry -> entry != null)
                .mapToDouble(Entry::cpuSeconds)
                .sum();
    }

    static Entry parse(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = 0;
        for (int i = FIRST_TIME; i <= LAST_TIME; i++) {
            ticks += Long.parseLong(fields[i].strip());
        }
        return new Entry(Long.parseLong(fields[PARENT]), ticks / TICKS_PER_SECOND);
    }

    /** One process. */
    record Entry(long parent, double cpuSeconds) {}
}
