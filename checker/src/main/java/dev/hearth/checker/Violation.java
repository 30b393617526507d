package dev.hearth.checker;

/** One broken rule: by which task, and what was seen. */
public record Violation(Rule rule, String taskId, String seen) {
    @Override
    public String toString() {
        return "%s %s: %s".formatted(rule, taskId, seen);
    }
}
