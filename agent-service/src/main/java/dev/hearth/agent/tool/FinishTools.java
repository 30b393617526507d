package dev.hearth.agent.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.definition.AgentConfig;
import jakarta.inject.Singleton;
import java.util.List;

/** Ends the work with a result: for sub-agents, for agents with an output schema, and where it is switched on. */
@Singleton
class FinishTools implements BuiltInSet {
    @Override
    public List<BuiltIn> offered(AgentConfig agent, Chat chat) {
        ObjectNode schema = agent.outputSchema();
        if (schema != null) {
            return List.of(finish(schema));
        }
        return agent.internalTools().finish() || chat.depth() > 0 ? List.of(finish(plainResult())) : List.of();
    }

    private static BuiltIn finish(ObjectNode parameters) {
        return BuiltIn.quick(
                "finish",
                "Ends the work. Call it once, with the result, when everything is done.",
                parameters,
                use -> new ToolOutcome.Finished(use.invocation().arguments()));
    }

    private static ObjectNode plainResult() {
        return Parameters.required(
                Parameters.with(Parameters.object(), "result", Parameters.text("What came of the work.")), "result");
    }
}
