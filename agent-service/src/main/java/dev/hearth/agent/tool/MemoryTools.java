package dev.hearth.agent.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.hearth.agent.chat.AgentData;
import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.definition.AgentConfig;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Values that an agent keeps in its chat. */
@Singleton
class MemoryTools implements BuiltInSet {
    private static final String KEY = "Names the value.";

    private final KeptLimit limit;

    MemoryTools(KeptLimit limit) {
        this.limit = limit;
    }

    @Override
    public List<BuiltIn> offered(AgentConfig agent, Chat chat) {
        return agent.internalTools().memory() ? List.of(set(), get(), getAll()) : List.of();
    }

    private BuiltIn set() {
        ObjectNode parameters = Parameters.with(Parameters.object(), "key", Parameters.text(KEY));
        Parameters.with(parameters, "value", Parameters.text("The value; it replaces an earlier one."));
        return BuiltIn.quick(
                "memory_set",
                "Keeps a value for the rest of the chat.",
                Parameters.required(parameters, "key", "value"),
                this::set);
    }

    private ToolOutcome set(ToolUse use) {
        String key = use.invocation().arguments().path("key").asText();
        String value = use.invocation().arguments().path("value").asText();
        UnaryOperator<AgentData> change = kept -> limit.require(with(kept, key, value));
        var _ = change.apply(use.chat().data()); // refuses what is too much already
        return new ToolOutcome.Done("Kept as '%s'.".formatted(key), null, null, change);
    }

    private static AgentData with(AgentData kept, String key, String value) {
        Map<String, String> memory = new LinkedHashMap<>(kept.memory());
        memory.put(key, value);
        return new AgentData(kept.planSteps(), memory, kept.alwaysAllowedTools());
    }

    private static BuiltIn get() {
        ObjectNode parameters = Parameters.with(Parameters.object(), "key", Parameters.text(KEY));
        return BuiltIn.quick(
                "memory_get", "Answers a value that was kept.", Parameters.required(parameters, "key"), use -> {
                    String key = use.invocation().arguments().path("key").asText();
                    String value = use.chat().data().memory().get(key);
                    return value == null
                            ? ToolOutcome.Done.of("Nothing is kept as '%s'.".formatted(key))
                            : new ToolOutcome.Done(value, TextNode.valueOf(value), null, null);
                });
    }

    private static BuiltIn getAll() {
        return BuiltIn.quick("memory_getall", "Answers everything that was kept.", Parameters.object(), use -> {
            ObjectNode all = JsonNodeFactory.instance.objectNode();
            use.chat().data().memory().forEach(all::put);
            JsonNode data = all;
            return new ToolOutcome.Done(all.toString(), data, null, null);
        });
    }
}
