package dev.hearth.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The numbers of a run, as a table with the goals beside them and as JSON. */
final class Report {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final List<Measure> measures = new ArrayList<>();
    private boolean hasFailures;

    void add(Measure measure) {
        measures.add(measure);
    }

    /** The median and the 99th percentile of nanoseconds, in milliseconds; each goal may be null. */
    void addPercentiles(String name, Histogram latencies, @Nullable Double medianGoal, @Nullable Double slowestGoal) {
        addPercentile(name, latencies, 50, medianGoal);
        addPercentile(name, latencies, 99, slowestGoal);
    }

    private void addPercentile(String name, Histogram latencies, double percentile, @Nullable Double goal) {
        Measure measure = Measure.of(
                        "%s: p%.0f".formatted(name, percentile), latencies.getValueAtPercentile(percentile) / 1e6, "ms")
                .noting("of " + latencies.getTotalCount());
        add(goal == null ? measure : measure.atMost(goal));
    }

    /** Something could not be measured, or not without failures. */
    void fail(String what, String why) {
        hasFailures = true;
        add(Measure.missing(what, why.substring(0, Math.min(why.length(), 200))));
    }

    boolean hasFailures() {
        return hasFailures;
    }

    String table() {
        StringBuilder table = new StringBuilder();
        table.append("%-58s %12s  %-10s %s%n".formatted("WHAT", "MEASURED", "GOAL", ""));
        for (Measure measure : measures) {
            table.append(line(measure)).append(System.lineSeparator());
        }
        return table.toString();
    }

    String json(Instant at) {
        ObjectNode root = JSON.createObjectNode();
        root.put("at", at.toString());
        root.put("processors", Runtime.getRuntime().availableProcessors());
        ArrayNode list = root.putArray("measures");
        for (Measure measure : measures) {
            ObjectNode one = list.addObject().put("name", measure.name());
            one.put("value", measure.value()).put("unit", measure.unit());
            Measure.Goal goal = measure.goal();
            if (goal != null) {
                one.put("goal", goal.limit()).put("goal_kind", goal.isUpper() ? "at_most" : "at_least");
                one.put("reached", measure.isReached());
            }
            if (!measure.note().isEmpty()) {
                one.put("note", measure.note());
            }
        }
        try {
            return JSON.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and text are always JSON", e);
        }
    }

    private static String line(Measure measure) {
        Double value = measure.value();
        if (value == null) {
            return "%-58s %12s  %s".formatted(measure.name(), "-", measure.note());
        }
        String number = "%s %s".formatted(number(value), measure.unit()).strip();
        Measure.Goal goal = measure.goal();
        String wanted = goal == null ? "" : (goal.isUpper() ? "<= " : ">= ") + number(goal.limit());
        String verdict = goal == null ? "" : measure.isReached() ? "ok" : "MISSED";
        return "%-58s %12s  %-10s %-7s %s"
                .formatted(measure.name(), number, wanted, verdict, measure.note())
                .stripTrailing();
    }

    private static String number(double value) {
        return value >= 100
                ? "%.0f".formatted(value)
                : String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
    }
}
