package dev.hearth.agent.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * What a task of a scripted app does, step by step; immutable. The last step ends the task; a play without an end runs
 * until it is cancelled.
 *
 * <pre>{@code
 * Play.says("Hel", "Hello")                                   // two snapshots, then completed with the second
 * Play.says("Let me look", "Let me look.").calls("c1", "weather", "{\"city\":\"Rome\"}")
 * Play.begin().snapshot("Hel").awaits(gate).failing("out of luck", "APP_ERROR")
 * Play.returns("{\"degrees\":21}")
 * }</pre>
 */
public final class Play {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Step> steps;
    private final ObjectNode last;

    private Play(List<Step> steps, ObjectNode last) {
        this.steps = List.copyOf(steps);
        this.last = last;
    }

    /** A step of a play. */
    sealed interface Step {
        record Output(String json) implements Step {}

        record Await(CountDownLatch gate) implements Step {}

        record Complete(String json) implements Step {}

        record Fail(String error, String code) implements Step {}
    }

    public static Play begin() {
        return new Play(List.of(), JsonNodeFactory.instance.objectNode().put("response", ""));
    }

    /** An LLM's answer: each text is all that was said so far; completes with the last. */
    public static Play says(String... texts) {
        Play play = begin();
        for (String text : texts) {
            play = play.snapshot(text);
        }
        return play.completes();
    }

    /** An LLM's answer that is a use of a tool; more of them by {@link #calls}. */
    public static Play uses(String callId, String tool, String arguments) {
        return begin().completes().calls(callId, tool, arguments);
    }

    /** An app's answer. */
    public static Play returns(String json) {
        return begin().step(new Step.Complete(json));
    }

    public static Play fails(String error, String code) {
        return begin().failing(error, code);
    }

    /** An LLM's whole text so far. */
    public Play snapshot(String text) {
        ObjectNode next = last.deepCopy().put("response", text);
        return new Play(with(new Step.Output(next.toString())), next);
    }

    /** Any partial output. */
    public Play output(String json) {
        return step(new Step.Output(json));
    }

    /** Goes on when the gate is open. */
    public Play awaits(CountDownLatch gate) {
        return step(new Step.Await(gate));
    }

    /** Completes with the last snapshot. */
    public Play completes() {
        return step(new Step.Complete(last.toString()));
    }

    public Play failing(String error, String code) {
        return step(new Step.Fail(error, code));
    }

    /** The completed answer uses this tool as well. */
    public Play calls(String callId, String tool, String arguments) {
        return completed(next -> next.withArray("tool_calls")
                .addObject()
                .put("id", callId)
                .put("type", "function")
                .putObject("function")
                .put("name", tool)
                .put("arguments", arguments));
    }

    /** The completed answer tells these figures. */
    public Play usage(int promptTokens, int completionTokens) {
        return completed(next -> next.putObject("usage")
                .put("stop_reason", "stop")
                .put("prompt_tokens", promptTokens)
                .put("completion_tokens", completionTokens)
                .put("total_tokens", promptTokens + completionTokens));
    }

    List<Step> steps() {
        return steps;
    }

    private Play completed(Consumer<ObjectNode> change) {
        if (steps.isEmpty() || !(steps.getLast() instanceof Step.Complete(String json))) {
            throw new IllegalStateException("the play does not complete yet");
        }
        ObjectNode next = read(json);
        change.accept(next);
        List<Step> changed = new ArrayList<>(steps.subList(0, steps.size() - 1));
        changed.add(new Step.Complete(next.toString()));
        return new Play(changed, next);
    }

    private Play step(Step step) {
        return new Play(with(step), last);
    }

    private List<Step> with(Step step) {
        List<Step> more = new ArrayList<>(steps);
        more.add(step);
        return more;
    }

    private static ObjectNode read(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + json, e);
        }
    }
}
