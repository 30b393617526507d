package dev.hearth.agent.tool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.calls.ToolSecrets;
import dev.hearth.agent.definition.Tool;
import dev.hearth.agent.outbound.Outbound;
import dev.hearth.agent.outbound.OutboundAnswer;
import dev.hearth.agent.outbound.OutboundRequest;
import dev.hearth.agent.outbound.Sending;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Webhooks that answer at once or later (wire protocol 5.9). */
@Singleton
class HookTools {
    private static final Pattern SECRET_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Outbound outbound;
    private final ToolSecrets secrets;
    private final Provider<CallbackTokens> tokens;
    private final TimeLimits limits;
    private final HookConfig config;

    HookTools(
            Outbound outbound,
            ToolSecrets secrets,
            Provider<CallbackTokens> tokens,
            TimeLimits limits,
            HookConfig config) {
        this.outbound = outbound;
        this.secrets = secrets;
        this.tokens = tokens;
        this.limits = limits;
        this.config = config;
    }

    RunningTool start(Tool.Hook tool, ToolUse use) {
        if (use.resumed()) {
            return Work.done(Unknown.interrupted(tool));
        }
        CallbackToken token = CallbackToken.random();
        Sending sending = new Sending();
        return Work.begin(
                tool.common().name(),
                secretOf(tool, use)
                        .call(() -> tokens.get().allow(use.invocation().id(), token.sha256()))
                        .chain(secret -> ask(tool, use, token, secret, sending)),
                sending);
    }

    /**
     * The value of a stored secret of that name, else the text itself. Always the text in another team's agent, whose author
     * would be sent the value.
     */
    private Uni<String> secretOf(Tool.Hook tool, ToolUse use) {
        return use.isOfAnotherTeam() || !SECRET_NAME.matcher(tool.secret()).matches()
                ? Uni.createFrom().item(tool.secret())
                : secrets.valuesOf(use.invocation().team(), Set.of(tool.secret()))
                        .map(values -> values.getOrDefault(tool.secret(), tool.secret()));
    }

    private Uni<ToolOutcome> ask(Tool.Hook tool, ToolUse use, CallbackToken token, String secret, Sending sending) {
        HookRequest hook = HookRequest.of(use, config.publicUrl(), token, secret, limits.now());
        SecretsInUse hidden = SecretsInUse.literals(List.of(secret, token.value()));
        OutboundRequest request = new OutboundRequest(
                "POST",
                new Template(tool.url()).url(ContextValues.of(use.agent(), use.chat())),
                hook.headers(),
                hook.body(),
                limitOf(tool, use),
                config.maxResult(),
                false);
        return outbound.send(request, sending).map(answer -> outcome(answer, hidden));
    }

    private Duration limitOf(Tool.Hook tool, ToolUse use) {
        Duration limit = limits.of(tool.common(), use);
        return limit.compareTo(config.limit()) < 0 ? limit : config.limit();
    }

    private static ToolOutcome outcome(OutboundAnswer answer, SecretsInUse hidden) {
        AnswerText text = AnswerText.of(answer, hidden);
        Optional<JsonNode> success =
                Optional.ofNullable(text.json()).filter(JsonNode::isObject).map(json -> json.get("success"));
        if (!answer.isSuccess()) {
            return new ToolOutcome.Failed(
                    "The hook answered %d: %s".formatted(answer.status(), message(text)),
                    false,
                    HttpTools.isPassing(answer.status()));
        }
        if (success.isPresent()) {
            return success.get().asBoolean()
                    ? new ToolOutcome.Waits(false, null)
                    : new ToolOutcome.Failed("The hook refused: " + message(text), false, false);
        }
        // Nothing said is an acknowledgement, too: the answer comes to the callback.
        return text.text().isBlank() ? new ToolOutcome.Waits(false, null) : text.toDone();
    }

    private static String message(AnswerText text) {
        return Optional.ofNullable(text.json())
                .map(json -> json.path("message"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .orElseGet(text::start);
    }
}
