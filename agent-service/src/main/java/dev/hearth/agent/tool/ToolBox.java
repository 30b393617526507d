package dev.hearth.agent.tool;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.access.Caller;
import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.definition.AgentConfig;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The tools of an agent in a chat: what the LLM is told of them, and how they are performed. */
public interface ToolBox {
    /**
     * The tools as the LLM reads them: {@code {type:"function", function:{name, description, parameters}}}. App tools are
     * described by their app's input schema.
     */
    Uni<ArrayNode> describe(AgentConfig agent, Chat chat);

    /** Fails with {@code requirements_not_met} if the team lacks what one of the agent's app tools needs. */
    Uni<Void> requireMet(Caller caller, AgentConfig agent);

    /** Those of the configuration first. */
    List<String> names(AgentConfig agent, Chat chat);

    /** What the LLM means by this name; empty: no such tool. */
    Optional<KnownTool> find(AgentConfig agent, Chat chat, String name);

    /**
     * Why these arguments do not fit the tool's parameters; empty if they do. Checked before anything is recorded as started.
     */
    Uni<Optional<String>> refuse(AgentConfig agent, Chat chat, String name, ObjectNode arguments);

    /** Performs it. */
    RunningTool start(ToolUse use);

    /** A tool as the loop needs to know it. */
    record KnownTool(
            String type,
            String displayName,
            boolean requiresApproval,
            Duration timeLimit,
            int maxAttempts,
            boolean runsElsewhere) {}
}
