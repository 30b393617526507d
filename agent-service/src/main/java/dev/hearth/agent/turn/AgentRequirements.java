package dev.hearth.agent.turn;

import dev.hearth.agent.access.Caller;
import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.definition.AgentConfig;
import dev.hearth.agent.definition.ResolvedAgent;
import dev.hearth.agent.definition.Tool;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.AgentId;
import dev.hearth.ids.AgentVersionId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether a team has what an agent's apps need, and those of the agents that it may ask, and of those that these may ask: as
 * deep as agents may ask one another. What is wrong with another agent otherwise (it is not there, its app is not) fails its
 * tool when it is asked, and the LLM is told.
 */
@ApplicationScoped
class AgentRequirements {
    /** Agents that are looked at for one message; more than anybody means to have. */
    private static final int MOST = 100;

    private final TurnParts parts;

    AgentRequirements(TurnParts parts) {
        this.parts = parts;
    }

    /**
     * Fails with {@code requirements_not_met}, and the list, if something is missing. For an agent's tool its own apps are
     * looked at alone: those of others were when the first of them was asked.
     */
    Uni<Void> requireMet(Caller caller, ResolvedAgent agent, Chat chat) {
        Uni<Void> own = requireMet(caller, agent.config());
        return chat.parent() == null
                ? own.chain(() -> new Walk(caller).from(agent).goOn())
                : own;
    }

    private Uni<Void> requireMet(Caller caller, AgentConfig agent) {
        return parts.llms().requireMet(caller, agent).chain(() -> parts.tools().requireMet(caller, agent));
    }

    /** An agent that may be asked, and those that are being asked when it is: none of them is asked again. */
    private record Asked(String reference, Set<AgentId> askers) {}

    /** Looks at one agent after the other, each version once. */
    private final class Walk {
        private final Caller caller;
        private final Deque<Asked> waiting = new ArrayDeque<>();
        private final Set<AgentVersionId> seen = new HashSet<>();
        private int looks;

        Walk(Caller caller) {
            this.caller = caller;
        }

        Walk from(ResolvedAgent agent) {
            seen.add(agent.version());
            add(agent, Set.of());
            return this;
        }

        Uni<Void> goOn() {
            Asked next = waiting.poll();
            if (next == null || ++looks > MOST) {
                return Uni.createFrom().voidItem();
            }
            return look(next).chain(this::goOn);
        }

        private Uni<Void> look(Asked asked) {
            return parts.agents()
                    .ofReference(caller, asked.reference())
                    .chain(agent -> asked.askers().contains(agent.agent()) || !seen.add(agent.version())
                            ? Uni.createFrom().voidItem()
                            : requireMet(caller, agent.config()).invoke(() -> add(agent, asked.askers())))
                    .onFailure(failure -> !isTold(failure))
                    .recoverWithNull();
        }

        private void add(ResolvedAgent agent, Set<AgentId> above) {
            if (above.size() < parts.config().maxDepth()) {
                Set<AgentId> askers = Set.copyOf(
                        Stream.concat(above.stream(), Stream.of(agent.agent())).toList());
                List<Tool> tools = agent.config().tools();
                tools.forEach(tool -> {
                    if (tool instanceof Tool.Agent asked) {
                        waiting.add(new Asked(asked.ref(), askers));
                    }
                });
            }
        }

        private static boolean isTold(Throwable failure) {
            return !(failure instanceof ServiceException error)
                    || error.code() == ErrorCode.REQUIREMENTS_NOT_MET
                    || error.code() == ErrorCode.UNAVAILABLE;
        }
    }
}
