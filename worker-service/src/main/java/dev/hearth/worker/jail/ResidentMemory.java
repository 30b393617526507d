package dev.hearth.worker.jail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Memory of a process tree, as the kernel counts it. */
final class ResidentMemory {
    private ResidentMemory() {}

    /** What is resident. A page that several processes share counts for each of them. */
    static long of(ProcessHandle root) {
        return tree(root).mapToLong(ResidentMemory::residentOf).sum();
    }

    /** What is resident, each shared page once. */
    static long proportionalOf(ProcessHandle root) {
        return tree(root)
                .mapToLong(process -> read(process, "smaps_rollup", "Pss:").orElseGet(() -> residentOf(process)))
                .sum();
    }

    private static Stream<ProcessHandle> tree(ProcessHandle root) {
        return Stream.concat(Stream.of(root), root.descendants());
    }

    private static long residentOf(ProcessHandle process) {
        return read(process, "status", "VmRSS:").orElse(0);
    }

    private static OptionalLong read(ProcessHandle process, String file, String field) {
        try {
            return Files.readAllLines(Path.of("/proc/" + process.pid(), file)).stream()
                    .filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty(); // ended meanwhile, or not ours to read
        }
    }
}
