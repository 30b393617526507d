package dev.hearth.agent.tool;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.access.Caller;
import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.definition.AgentConfig;
import dev.hearth.agent.definition.Tool;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The tools of an agent: those that its configuration names, and those that are built in. */
@Singleton
public class AgentToolBox implements ToolBox {
    /** Of a built-in tool; only looking up a skill takes time. */
    private static final Duration INTERNAL_LIMIT = Duration.ofMinutes(1);

    private final OfferedTools offered;
    private final Descriptions descriptions;
    private final ArgumentCheck check;
    private final Performers performers;

    AgentToolBox(OfferedTools offered, Descriptions descriptions, ArgumentCheck check, Performers performers) {
        this.offered = offered;
        this.descriptions = descriptions;
        this.check = check;
        this.performers = performers;
    }

    @Override
    public Uni<ArrayNode> describe(AgentConfig agent, Chat chat) {
        Caller caller = new Caller(chat.team(), chat.user());
        List<Uni<ObjectNode>> tools = offered.of(agent, chat)
                .map(tool -> descriptions.of(caller, tool).map(found -> found.function(tool.name())))
                .toList();
        return tools.isEmpty()
                ? Uni.createFrom().item(JsonNodeFactory.instance.arrayNode())
                : Uni.join()
                        .all(tools)
                        .andFailFast()
                        .map(all -> JsonNodeFactory.instance.arrayNode().addAll(all));
    }

    @Override
    public Uni<Void> requireMet(Caller caller, AgentConfig agent) {
        return descriptions.requireMet(caller, agent.tools());
    }

    @Override
    public List<String> names(AgentConfig agent, Chat chat) {
        return offered.of(agent, chat).map(OfferedTool::name).toList();
    }

    @Override
    public Optional<KnownTool> find(AgentConfig agent, Chat chat, String name) {
        return offered.find(agent, chat, name).map(AgentToolBox::known);
    }

    @Override
    public Uni<Optional<String>> refuse(AgentConfig agent, Chat chat, String name, ObjectNode arguments) {
        return offered.find(agent, chat, name)
                .map(tool -> descriptions
                        .of(new Caller(chat.team(), chat.user()), tool)
                        .map(found -> check.refuse(found.parameters(), arguments)))
                .orElseGet(() -> Uni.createFrom().item(Optional.of("There is no tool '%s'.".formatted(name))));
    }

    @Override
    public RunningTool start(ToolUse use) {
        String name = use.invocation().name();
        return offered.find(use.agent(), use.chat(), name)
                .map(tool -> performers.start(tool, use))
                .orElseGet(
                        () -> Work.done(new ToolFailedException("There is no tool '%s'.".formatted(name)).outcome()));
    }

    private static KnownTool known(OfferedTool tool) {
        return switch (tool) {
            case OfferedTool.Internal(BuiltIn builtIn) ->
                new KnownTool("internal", builtIn.name(), false, INTERNAL_LIMIT, 1, false);
            case OfferedTool.Configured(Tool configured) -> known(configured);
        };
    }

    private static KnownTool known(Tool tool) {
        Tool.Common common = tool.common();
        return new KnownTool(
                tool.type(),
                common.displayName().isBlank() ? common.name() : common.displayName(),
                common.requireApproval(),
                common.timeLimit(),
                common.maxAttempts(),
                tool instanceof Tool.App || tool instanceof Tool.Agent);
    }
}
