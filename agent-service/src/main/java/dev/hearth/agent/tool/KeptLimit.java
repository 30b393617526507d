package dev.hearth.agent.tool;

import dev.hearth.agent.chat.AgentData;
import jakarta.inject.Singleton;
import java.util.stream.Stream;

/** How much an agent may keep in its chat. */
@Singleton
class KeptLimit {
    private final long most;

    KeptLimit(ToolConfig config) {
        this.most = config.maxMemory().asLongValue();
    }

    /** The same, if it is not too much; else the tool that wanted it fails. */
    AgentData require(AgentData next) {
        Stream<String> memory =
                next.memory().entrySet().stream().flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()));
        Stream<String> plan = next.planSteps().stream()
                .flatMap(step -> Stream.of(step.title(), step.description(), step.notes(), step.status()));
        long characters = Stream.concat(memory, plan).mapToLong(String::length).sum();
        if (characters > most) {
            throw new ToolFailedException(
                    "The plan and the memory would hold %d characters; they may hold %d. Nothing was changed."
                            .formatted(characters, most));
        }
        return next;
    }
}
