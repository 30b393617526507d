package dev.hearth.agent.turn;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.access.Caller;
import dev.hearth.agent.chat.InterruptJson;
import dev.hearth.agent.chat.InvocationStore;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.ids.ChatId;
import dev.hearth.ids.TurnId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What keeps turns waiting, and decisions about it, in the form of the newest clients. */
@ApplicationScoped
class Interrupts {
    private final Pool pool;
    private final ToolAnswers answers;

    Interrupts(Pool pool, ToolAnswers answers) {
        this.pool = pool;
        this.answers = answers;
    }

    /** The open ones of a turn, in the order in which they came up. */
    Uni<ArrayNode> list(Caller caller, String run) {
        if (run.isEmpty()) {
            throw TurnErrors.noRun(run);
        }
        return TurnStore.find(pool, new TurnId(run))
                .map(found -> found.filter(turn -> turn.team().equals(caller.team()))
                        .orElseThrow(() -> TurnErrors.noRun(run)))
                .chain(turn -> InvocationStore.ofTurn(pool, turn.id()))
                .map(Interrupts::open);
    }

    Uni<ObjectNode> resolve(Caller caller, @Nullable ChatId chat, String reference, ObjectNode body) {
        return (switch (body.path("decision").asText()) {
                    case "allow" -> answers.approve(caller, chat, reference);
                    case "deny" -> answers.reject(caller, chat, reference, body);
                    default -> throw TurnErrors.invalid("decision", "must be \"allow\" or \"deny\"");
                })
                .map(InterruptJson::write);
    }

    private static ArrayNode open(List<ToolInvocation> invocations) {
        ArrayNode open = JsonNodeFactory.instance.arrayNode();
        invocations.stream()
                .filter(invocation -> InterruptJson.reasonOf(invocation).isPresent())
                .forEach(invocation -> open.add(InterruptJson.write(invocation)));
        return open;
    }
}
