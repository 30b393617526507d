package dev.hearth.worker.assignment;

import dev.hearth.ids.WorkerId;
import dev.hearth.worker.EngineConfig;
import dev.hearth.worker.Ram;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Deals out the machine, or what the settings say of it, to the workers. */
public final class Capacity {
    private static final Pattern GPUS = Pattern.compile("(\\d+)x([^:]+)(?::(.+))?");

    private Capacity() {}

    /** One offer for each worker, GPUs given to them in turn. */
    public static List<WorkerOffer> of(EngineConfig config) {
        int count = config.count().orElse(Runtime.getRuntime().availableProcessors());
        long ram = Ram.ofWorker(config);
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
        return new Gpus(Integer.parseInt(matcher.group(1)), Ram.bytesOf(matcher.group(2)), type);
    }
}
