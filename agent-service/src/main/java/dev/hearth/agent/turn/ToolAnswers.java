package dev.hearth.agent.turn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.access.Caller;
import dev.hearth.agent.chat.InvocationStatus;
import dev.hearth.agent.chat.InvocationStore;
import dev.hearth.agent.chat.StoredJson;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.agent.chat.ToolInvocation.Approval;
import dev.hearth.ids.ChatId;
import dev.hearth.ids.ToolInvocationId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What clients, hooks' receivers and humans say to tool invocations (wire protocol 5.7). */
@ApplicationScoped
class ToolAnswers {
    private final Pool pool;
    private final TurnCommands commands;
    private final HookTokens tokens;
    private final Clock clock;
    private final TurnConfig config;

    ToolAnswers(Pool pool, TurnCommands commands, HookTokens tokens, Clock clock, TurnConfig config) {
        this.pool = pool;
        this.commands = commands;
        this.tokens = tokens;
        this.clock = clock;
        this.config = config;
    }

    /** Completes an invocation with its result. */
    Uni<ToolInvocation> submit(Caller caller, @Nullable ChatId chat, String reference, ObjectNode body) {
        String result = resultOf(body);
        Approval approval = decision("approved", caller, null);
        return require(caller, chat, reference).chain(found -> answer(found, result, approval));
    }

    /** As {@link #submit}, by a hook's receiver, whose token speaks for it. */
    Uni<ToolInvocation> submit(String token, String reference, ObjectNode body) {
        String result = resultOf(body);
        return tokens.find(reference, token)
                .map(found -> found.orElseThrow(() -> TurnErrors.noInvocation(reference)))
                .chain(found -> answer(found, result, null));
    }

    Uni<ToolInvocation> approve(Caller caller, @Nullable ChatId chat, String reference) {
        Approval approval = decision("approved", caller, null);
        return decide(
                caller, chat, reference, approval, found -> List.of(new TurnEvent.Approved(found.id(), approval)));
    }

    Uni<ToolInvocation> reject(Caller caller, @Nullable ChatId chat, String reference, ObjectNode body) {
        JsonNode given = body.path("reason");
        String reason = given.isTextual() ? given.asText() : null;
        Approval approval = decision("rejected", caller, reason);
        return decide(
                caller,
                chat,
                reference,
                approval,
                found -> List.of(new TurnEvent.Refused(found.id(), approval, TurnTexts.rejected(reason))));
    }

    /** Approves this one, and all of its tool in its chat from now on. */
    Uni<ToolInvocation> alwaysAllow(Caller caller, @Nullable ChatId chat, String reference) {
        Approval approval = decision("always_allowed", caller, null);
        return decide(
                caller,
                chat,
                reference,
                approval,
                found ->
                        List.of(new TurnEvent.ToolAllowed(found.name()), new TurnEvent.Approved(found.id(), approval)));
    }

    private Uni<ToolInvocation> decide(
            Caller caller,
            @Nullable ChatId chat,
            String reference,
            Approval approval,
            Function<ToolInvocation, List<TurnEvent>> events) {
        return require(caller, chat, reference)
                .chain(found -> commands.change(found.turn(), state -> {
                            ToolInvocation now = state.find(found.id()).orElse(found);
                            if (now.status() == InvocationStatus.AWAITING_APPROVAL) {
                                return events.apply(now);
                            }
                            Approval earlier = now.approval();
                            if (earlier != null && earlier.decision().equals(approval.decision())) {
                                return List.of();
                            }
                            throw TurnErrors.notWaiting(now);
                        })
                        .map(state -> state.find(found.id()).orElse(found)));
    }

    /**
     * A mirror's answer is its original's; whoever shows the original is told then.
     *
     * @param approval of a tool that awaits one and is answered instead; null: a hook's receiver answers, which approves nothing
     */
    private Uni<ToolInvocation> answer(ToolInvocation found, String result, @Nullable Approval approval) {
        ToolInvocationId original = found.mirrorOf();
        if (original != null) {
            return InvocationStore.find(pool, original)
                    .map(next -> next.orElseThrow(() -> TurnErrors.noInvocation(original.value())))
                    .chain(next -> answer(next, result, approval));
        }
        JsonNode data =
                StoredJson.parse(result).filter(JsonNode::isContainerNode).orElse(null);
        return commands.change(found.turn(), state -> {
                    ToolInvocation now = state.find(found.id()).orElse(found);
                    if (now.status() == InvocationStatus.COMPLETED && result.equals(now.result())) {
                        return List.of();
                    }
                    if (!takesAnswer(now, approval == null)) {
                        throw TurnErrors.notWaiting(now);
                    }
                    return List.of(new TurnEvent.Answered(now.id(), result, data, approval));
                })
                .map(state -> state.find(found.id()).orElse(found))
                .call(this::settleMirrors);
    }

    /** Those who show an invocation of a child show its end too. */
    Uni<Void> settleMirrors(ToolInvocation settled) {
        return InvocationStore.mirrors(pool, settled.id()).chain(mirrors -> {
            Uni<Void> all = Uni.createFrom().voidItem();
            for (ToolInvocation mirror : mirrors) {
                all = all.chain(_ -> settle(mirror, settled));
            }
            return all;
        });
    }

    private Uni<Void> settle(ToolInvocation mirror, ToolInvocation settled) {
        return commands.change(mirror.turn(), _ -> List.of(new TurnEvent.MirrorSettled(mirror.id(), settled)))
                .chain(state -> settleMirrors(state.find(mirror.id()).orElse(mirror)));
    }

    private static boolean takesAnswer(ToolInvocation invocation, boolean byToken) {
        return switch (invocation.status()) {
            case AWAITING_INPUT -> true;
            case AWAITING_APPROVAL -> invocation.type().equals("client");
            case IN_PROGRESS -> byToken;
            case PENDING, COMPLETED, FAILED, CANCELLED -> false;
        };
    }

    private Uni<ToolInvocation> require(Caller caller, @Nullable ChatId chat, String reference) {
        return InvocationStore.find(pool, caller.team(), chat, reference)
                .map(found -> found.orElseThrow(() -> TurnErrors.noInvocation(reference)));
    }

    private Approval decision(String decision, Caller caller, @Nullable String reason) {
        return new Approval(decision, caller.user().value(), clock.instant(), reason);
    }

    private String resultOf(ObjectNode body) {
        JsonNode result = body.path("result");
        String text;
        if (result.isTextual()) {
            text = result.asText();
        } else if (!result.isMissingNode() && !result.isNull()) {
            text = StoredJson.text(result);
        } else if (body.path("action").isObject()) {
            ObjectNode action = StoredJson.object();
            action.set("action", body.get("action"));
            if (body.path("form_data").isObject()) {
                action.set("form_data", body.get("form_data"));
            }
            text = StoredJson.text(action);
        } else {
            throw TurnErrors.invalid("result", "is missing");
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > config.maxResultBytes()) {
            throw TurnErrors.resultTooLarge(bytes, config.maxResultBytes());
        }
        return text;
    }
}
