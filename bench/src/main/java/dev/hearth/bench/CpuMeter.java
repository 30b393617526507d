package dev.hearth.bench;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Processor time of the stack's parts between two moments. */
final class CpuMeter {
    private final StackParts parts;
    private final Map<String, Double> before;
    private final long start = System.nanoTime();

    private CpuMeter(StackParts parts, Map<String, Double> before) {
        this.parts = parts;
        this.before = before;
    }

    static CpuMeter start(StackParts parts) throws IOException {
        return new CpuMeter(parts, secondsOf(parts));
    }

    /** What each part has used since the start. */
    Usage stop() throws IOException {
        Map<String, Double> used = new LinkedHashMap<>();
        secondsOf(parts)
                .forEach((part, seconds) -> used.put(part, Math.max(0, seconds - before.getOrDefault(part, 0.0))));
        return new Usage(used, (System.nanoTime() - start) / 1e9);
    }

    private static Map<String, Double> secondsOf(StackParts parts) throws IOException {
        ProcessTable table = ProcessTable.read();
        Map<String, Double> seconds = new LinkedHashMap<>();
        parts.processes(table).forEach((part, pids) -> seconds.put(part, table.cpuSeconds(pids)));
        seconds.put("generator", table.cpuSeconds(Set.of(ProcessHandle.current().pid())));
        return seconds;
    }

    /**
     * Processor time by part, the load generator's own as {@code generator}.
     *
     * @param wallSeconds how long was measured
     */
    record Usage(Map<String, Double> secondsByPart, double wallSeconds) {
        double stackSeconds() {
            return secondsByPart.entrySet().stream()
                    .filter(part -> !part.getKey().equals("generator"))
                    .mapToDouble(Map.Entry::getValue)
                    .sum();
        }
    }
}
