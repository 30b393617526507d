package dev.hearth.agent.tool;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.chat.AgentData;
import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.ChatStatus;
import dev.hearth.agent.chat.InvocationStatus;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.agent.definition.AgentConfig;
import dev.hearth.agent.definition.ContextVariable;
import dev.hearth.agent.definition.CoreApp;
import dev.hearth.agent.definition.InternalTools;
import dev.hearth.agent.definition.Skill;
import dev.hearth.agent.definition.Tool;
import dev.hearth.agent.definition.TurnLimits;
import dev.hearth.agent.testing.Configurations;
import dev.hearth.ids.AgentId;
import dev.hearth.ids.AgentVersionId;
import dev.hearth.ids.ChatId;
import dev.hearth.ids.MessageId;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.ToolInvocationId;
import dev.hearth.ids.TurnId;
import dev.hearth.ids.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An agent, its chat and a use of one of its tools, as a test needs them; immutable. */
record Uses(AgentConfig agent, TeamId author, Chat chat, boolean resumed) {
    static final TeamId TEAM = new TeamId("team-of-tools");
    static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final UserId USER = new UserId("user-of-tools");

    static Uses of(Tool... tools) {
        AgentConfig agent = new AgentConfig(
                "helper",
                "",
                "",
                List.of(),
                new CoreApp("test/llm", node(), node()),
                List.of(tools),
                List.of(),
                List.of(),
                new InternalTools(true, true, true, false, true),
                null,
                new TurnLimits(10, Duration.ofMinutes(1), 0));
        return new Uses(agent, TEAM, chat(0, Map.of(), AgentData.EMPTY), false);
    }

    static Tool.Common common(String name) {
        return common(name, LIMIT, 1);
    }

    static Tool.Common common(String name, Duration limit, int attempts) {
        return new Tool.Common(name, "", "Does " + name, false, limit, attempts);
    }

    Uses inContext(Map<String, String> context) {
        return new Uses(agent, author, chat(chat.depth(), context, chat.data()), resumed);
    }

    Uses atDepth(int depth) {
        return new Uses(agent, author, chat(depth, chat.context(), chat.data()), resumed);
    }

    Uses keeping(AgentData data) {
        return new Uses(agent, author, chat(chat.depth(), chat.context(), data), resumed);
    }

    /** Of an agent that another team has made. */
    Uses by(TeamId stranger) {
        return new Uses(agent, stranger, chat, resumed);
    }

    /** As after a crash. */
    Uses again() {
        return new Uses(agent, author, chat, true);
    }

    Uses withSkills(Skill... skills) {
        return with(List.of(skills), agent.context(), agent.internalTools(), agent.outputSchema());
    }

    Uses withVariables(ContextVariable... variables) {
        return with(agent.skills(), List.of(variables), agent.internalTools(), agent.outputSchema());
    }

    Uses withInternalTools(InternalTools internal) {
        return with(agent.skills(), agent.context(), internal, agent.outputSchema());
    }

    Uses withOutputSchema(String schema) {
        return with(agent.skills(), agent.context(), agent.internalTools(), object(schema));
    }

    /** This tool with these arguments, written with ' for ". */
    ToolUse use(String name, String arguments) {
        return use(name, arguments, TaskId.random().value());
    }

    ToolUse use(String name, String arguments, String executionId) {
        ToolInvocation invocation = new ToolInvocation(
                ToolInvocationId.random(),
                chat.id(),
                new TurnId("turn"),
                new MessageId("message"),
                chat.team(),
                chat.user(),
                0,
                "call-1",
                "any",
                name,
                name,
                object(arguments),
                InvocationStatus.IN_PROGRESS,
                1,
                executionId,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                NOW,
                NOW);
        return new ToolUse(agent, author, chat, invocation, resumed);
    }

    static ObjectNode object(String json) {
        return (ObjectNode) Configurations.json(json);
    }

    static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Its outcome, waited for. */
    static ToolOutcome outcomeOf(RunningTool running) {
        return running.outcome().await().atMost(Duration.ofSeconds(30));
    }

    private Uses with(
            List<Skill> skills,
            List<ContextVariable> variables,
            InternalTools internal,
            @Nullable ObjectNode outputSchema) {
        AgentConfig changed = new AgentConfig(
                agent.name(),
                agent.description(),
                agent.systemPrompt(),
                agent.examplePrompts(),
                agent.coreApp(),
                agent.tools(),
                skills,
                variables,
                internal,
                outputSchema,
                agent.limits());
        return new Uses(changed, author, chat, resumed);
    }

    private static Chat chat(int depth, Map<String, String> context, AgentData data) {
        return new Chat(
                ChatId.random(),
                TEAM,
                USER,
                new AgentId("agent-1"),
                new AgentVersionId("version-1"),
                null,
                null,
                depth,
                ChatStatus.BUSY,
                "",
                "",
                "private",
                context,
                data,
                null,
                null,
                0,
                NOW,
                NOW);
    }
}
