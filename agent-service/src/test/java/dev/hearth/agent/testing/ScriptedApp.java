package dev.hearth.agent.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.proto.v1.CallRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An app whose calls do what the test says: the next prepared play for each new task, else what its rule says, else the
 * task fails and says that nothing was prepared. Safe for any thread.
 */
public final class ScriptedApp {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String ref;
    private final Deque<Play> plays = new ArrayDeque<>();
    private final List<CallRequest> calls = Collections.synchronizedList(new ArrayList<>());
    private volatile String inputSchema = "";
    private volatile String outputSchema = "";
    private volatile String description = "";
    private volatile boolean silent;
    private volatile String missing = "";
    private @Nullable Function<CallRequest, Play> rule;

    ScriptedApp(String ref) {
        this.ref = ref;
    }

    /** As agents name it. */
    public String ref() {
        return ref;
    }

    public ScriptedApp describedAs(String text) {
        description = text;
        return this;
    }

    /** JSON Schema documents that {@code Describe} answers. */
    public ScriptedApp withSchemas(String input, String output) {
        inputSchema = input;
        outputSchema = output;
        return this;
    }

    /** Calls are refused until this secret is set; empty: they are taken. */
    public ScriptedApp needing(String secret) {
        missing = secret;
        return this;
    }

    /** Nobody is told what it is: a question for its description is never answered. */
    public ScriptedApp silent() {
        silent = true;
        return this;
    }

    /** One play for each of the next new tasks. */
    public synchronized ScriptedApp then(Play... next) {
        plays.addAll(List.of(next));
        return this;
    }

    /** The play of each new task that no prepared one is left for. */
    public synchronized ScriptedApp always(Function<CallRequest, Play> decides) {
        rule = decides;
        return this;
    }

    /** The calls that made a task, in order; a repeated submission is not among them. */
    public List<CallRequest> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    /** Their inputs. */
    public List<JsonNode> inputs() {
        return calls().stream().map(ScriptedApp::inputOf).toList();
    }

    public static JsonNode inputOf(CallRequest call) {
        try {
            return JSON.readTree(call.getInput().toStringUtf8());
        } catch (JsonProcessingException e) {
            throw new AssertionError("the input is not JSON: " + call.getInput().toStringUtf8(), e);
        }
    }

    String missing() {
        return missing;
    }

    boolean isSilent() {
        return silent;
    }

    String description() {
        return description;
    }

    String inputSchema() {
        return inputSchema;
    }

    String outputSchema() {
        return outputSchema;
    }

    synchronized Play playFor(CallRequest call) {
        calls.add(call);
        Play prepared = plays.poll();
        if (prepared != null) {
            return prepared;
        }
        return rule == null
                ? Play.fails("no play was prepared for call %d of %s".formatted(calls().size(), ref), "APP_ERROR")
                : rule.apply(call);
    }
}
