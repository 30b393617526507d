package dev.hearth.agent.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.access.Caller;
import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.definition.AgentConfig;
import dev.hearth.agent.tool.RunningTool;
import dev.hearth.agent.tool.ToolBox;
import dev.hearth.agent.tool.ToolOutcome;
import dev.hearth.agent.tool.ToolUse;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;

/** Tools that do what a test says, by their names, which the test makes unique; else they are done at once. */
@Alternative
@ApplicationScoped
public class ScriptedTools implements ToolBox {
    private final Map<String, Function<ToolUse, RunningTool>> scripts = new ConcurrentHashMap<>();
    private final List<ToolUse> uses = new CopyOnWriteArrayList<>();

    public void on(String tool, Function<ToolUse, RunningTool> script) {
        scripts.put(tool, script);
    }

    /** The uses of this tool that were started, in order. */
    public List<ToolUse> uses(String tool) {
        return uses.stream().filter(use -> use.invocation().name().equals(tool)).toList();
    }

    /** A tool that ends when the test says so. */
    public static final class Hand implements RunningTool {
        private final CompletableFuture<ToolOutcome> outcome = new CompletableFuture<>();
        private volatile boolean cancelled;

        public void ends(ToolOutcome how) {
            outcome.complete(how);
        }

        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public Uni<ToolOutcome> outcome() {
            return Uni.createFrom().completionStage(outcome);
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    /** A tool that ends at once. */
    public static RunningTool ended(ToolOutcome how) {
        Hand hand = new Hand();
        hand.ends(how);
        return hand;
    }

    @Override
    public Uni<ArrayNode> describe(AgentConfig agent, Chat chat) {
        return Uni.createFrom().item(JsonNodeFactory.instance.arrayNode());
    }

    @Override
    public Uni<Void> requireMet(Caller caller, AgentConfig agent) {
        return Uni.createFrom().voidItem();
    }

    @Override
    public List<String> names(AgentConfig agent, Chat chat) {
        return Stream.concat(agent.tools().stream().map(tool -> tool.common().name()), Stream.of("finish"))
                .toList();
    }

    @Override
    public Optional<KnownTool> find(AgentConfig agent, Chat chat, String name) {
        if (name.equals("finish")) {
            return Optional.of(new KnownTool("internal", name, false, Duration.ofMinutes(1), 1, false));
        }
        return agent.tools().stream()
                .filter(tool -> tool.common().name().equals(name))
                .map(tool -> new KnownTool(
                        tool.type(),
                        tool.common().displayName(),
                        tool.common().requireApproval(),
                        tool.common().timeLimit(),
                        tool.common().maxAttempts(),
                        false))
                .findFirst();
    }

    @Override
    public Uni<Optional<String>> refuse(AgentConfig agent, Chat chat, String name, ObjectNode arguments) {
        return Uni.createFrom().item(arguments.has("bad") ? Optional.of("bad: is not allowed") : Optional.empty());
    }

    @Override
    public RunningTool start(ToolUse use) {
        uses.add(use);
        return scripts.getOrDefault(
                        use.invocation().name(),
                        _ -> ended(
                                ToolOutcome.Done.of("done " + use.invocation().callId())))
                .apply(use);
    }
}
