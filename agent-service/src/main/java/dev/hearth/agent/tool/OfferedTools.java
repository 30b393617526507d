package dev.hearth.agent.tool;

import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.definition.AgentConfig;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which tools an agent has in a chat. */
@Singleton
class OfferedTools {
    private final List<BuiltInSet> sets;

    OfferedTools(PlanTools plan, MemoryTools memory, WidgetTools widget, SkillTools skills, FinishTools finish) {
        this.sets = List.of(plan, memory, widget, skills, finish);
    }

    /** Those of the configuration first. */
    Stream<OfferedTool> of(AgentConfig agent, Chat chat) {
        return Stream.concat(
                agent.tools().stream().map(OfferedTool.Configured::new),
                sets.stream().flatMap(set -> set.offered(agent, chat).stream()).map(OfferedTool.Internal::new));
    }

    Optional<OfferedTool> find(AgentConfig agent, Chat chat, String name) {
        return of(agent, chat).filter(tool -> tool.name().equals(name)).findFirst();
    }
}
