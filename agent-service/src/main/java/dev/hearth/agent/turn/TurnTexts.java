package dev.hearth.agent.turn;

import dev.hearth.agent.definition.TurnLimits;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** What LLMs and users are told when something did not go as asked. */
final class TurnTexts {
    static final String STOPPED = "This was stopped before it ended.";
    static final String APPROVAL_EXPIRED = "Nobody approved this in time. It was not performed.";
    static final String NO_ANSWER = "Nobody answered in time.";

    private TurnTexts() {}

    /** Of a tool that was ended for this reason while it was at work. */
    static String unknown(String why) {
        return why + " It may have been done or not.";
    }

    static String outOfTime(TurnLimits limits) {
        return "The turn took longer than its limit of %d seconds."
                .formatted(limits.maxTime().toSeconds());
    }

    static String outOfRounds(TurnLimits limits) {
        return "The turn needed more than its limit of %d LLM calls.".formatted(limits.maxRounds());
    }

    static String outOfTokens(TurnLimits limits) {
        return "The turn used its limit of %d tokens.".formatted(limits.maxTokens());
    }

    static String tooManyCalls(int calls, int most) {
        return "The LLM called tools %d times in one answer; it may %d times. None was performed."
                .formatted(calls, most);
    }

    static String unknownTool(String name, Collection<String> known) {
        return known.isEmpty()
                ? "There is no tool named '%s'.".formatted(name)
                : "There is no tool named '%s'. The tools are: %s.".formatted(name, String.join(", ", known));
    }

    static String notAnObject(String name) {
        return "The arguments for '%s' are not a JSON object. Nothing was performed.".formatted(name);
    }

    static String doNotFit(String name, String why) {
        return "The arguments for '%s' do not fit its parameters: %s. Nothing was performed.".formatted(name, why);
    }

    static String rejected(@Nullable String reason) {
        return reason == null || reason.isBlank()
                ? "The user refused this. It was not performed."
                : "The user refused this. It was not performed. The reason: " + reason;
    }
}
