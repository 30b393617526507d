package dev.hearth.worker.assignment;

import dev.hearth.ids.WorkerId;
import dev.hearth.worker.EngineConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Deals out the machine, or what the settings say of it, to the workers. */
public final class Capacity {
    private static final Pattern SIZE =
            Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([KMGT]?)(i?)B?", Pattern.CASE_INSENSITIVE);
    private static final Pattern GPUS = Pattern.compile("(\\d+)x([^:]+)(?::(.+))?");
    private static final long DEFAULT_RAM_BYTES = 4L << 30;

    private Capacity() {}

    /** One offer for each worker, GPUs given to them in turn. */
    public static List<WorkerOffer> of(EngineConfig config) {
        int count = config.count().orElse(Runtime.getRuntime().availableProcessors());
        long ram = config.ram().map(Capacity::bytesOf).orElseGet(() -> machineRamBytes() / Math.max(1, count));
        Gpus gpus = config.gpus()
                .filter(text -> !text.isBlank())
                .map(Capacity::gpusOf)
                .orElse(new Gpus(0, 0, ""));
        List<WorkerOffer> offers = new ArrayList<>();
        int firstGpu = 0;
        for (int index = 0; index < count; index++) {
            int share = gpus.count / count + (index < gpus.count % count ? 1 : 0);
            offers.add(new WorkerOffer(
                    new WorkerId(config.id() + "-" + index),
                    index,
                    ram,
                    firstGpu,
                    share,
                    share > 0 ? gpus.type : "",
                    share > 0 ? gpus.vramBytes : 0));
            firstGpu += share;
        }
        return offers;
    }

    private record Gpus(int count, long vramBytes, String type) {}

    private static Gpus gpusOf(String text) {
        Matcher matcher = GPUS.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("HEARTH_WORKER_GPUS is '%s', not such as 2x24GB:nvidia".formatted(text));
        }
        String type =
                matcher.group(3) == null ? "nvidia" : matcher.group(3).strip().toLowerCase(Locale.ROOT);
        return new Gpus(Integer.parseInt(matcher.group(1)), bytesOf(matcher.group(2)), type);
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
