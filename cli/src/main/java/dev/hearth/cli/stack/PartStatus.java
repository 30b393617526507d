package dev.hearth.cli.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a part is doing.
 *
 * @param pid 0 when it does not run
 * @param memoryMegabytes of all its processes, what is shared between them counted once
 */
record PartStatus(String name, State state, long pid, int port, long memoryMegabytes) {
    /** What a look at a part can find. */
    enum State {
        READY,
        NOT_READY,
        DOWN;

        String text() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        }
    }

    static PartStatus of(String name, int port, Readiness readiness, Supervisor supervisor) {
        Optional<PidFile> running = supervisor.find(name);
        if (running.isEmpty()) {
            return new PartStatus(name, State.DOWN, 0, port, 0);
        }
        long pid = running.get().process().pid();
        State state = readiness.isReady() ? State.READY : State.NOT_READY;
        return new PartStatus(name, state, pid, port, memoryOf(pid));
    }

    private static long memoryOf(long pid) {
        Stream<Long> family = ProcessHandle.of(pid).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .map(ProcessHandle::pid);
        return family.mapToLong(PartStatus::proportionalKilobytes).sum() >> 10;
    }

    /** PSS: each process has its share of what it shares. */
    private static long proportionalKilobytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0; // it ended, or is not ours to look at
        }
    }
}
