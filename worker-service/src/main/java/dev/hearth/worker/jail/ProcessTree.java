package dev.hearth.worker.jail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What a process takes together with all it started, as the kernel counts it. */
final class ProcessTree {
    private static final long BYTES_PER_KILOBYTE = 1024;

    private ProcessTree() {}

    /** Resident memory. A page that several processes share counts for each of them. */
    static long residentBytes(ProcessHandle root) {
        return tree(root).mapToLong(ProcessTree::residentOf).sum();
    }

    /** Resident memory, each shared page once. */
    static long proportionalBytes(ProcessHandle root) {
        return tree(root).mapToLong(ProcessTree::proportionalOf).sum();
    }

    /** What was started, threads included: the kernel's limit of processes counts each thread. */
    static long tasksStarted(ProcessHandle root) {
        return root.descendants()
                .mapToLong(process -> read(process, "status", "Threads:").orElse(0))
                .sum();
    }

    private static Stream<ProcessHandle> tree(ProcessHandle root) {
        return Stream.concat(Stream.of(root), root.descendants());
    }

    private static long residentOf(ProcessHandle process) {
        return read(process, "status", "VmRSS:").orElse(0) * BYTES_PER_KILOBYTE;
    }

    private static long proportionalOf(ProcessHandle process) {
        OptionalLong kilobytes = read(process, "smaps_rollup", "Pss:");
        return kilobytes.isPresent() ? kilobytes.getAsLong() * BYTES_PER_KILOBYTE : residentOf(process);
    }

    private static OptionalLong read(ProcessHandle process, String file, String field) {
        try {
            return Files.readAllLines(Path.of("/proc/" + process.pid(), file)).stream()
                    .filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty(); // ended meanwhile, or not ours to read
        }
    }
}
