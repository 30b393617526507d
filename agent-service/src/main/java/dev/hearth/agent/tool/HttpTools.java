package dev.hearth.agent.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.calls.ToolSecrets;
import dev.hearth.agent.definition.Tool;
import dev.hearth.agent.outbound.Outbound;
import dev.hearth.agent.outbound.OutboundAnswer;
import dev.hearth.agent.outbound.OutboundRequest;
import dev.hearth.agent.outbound.Sending;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** Requests that this service makes. */
@Singleton
class HttpTools {
    static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "DELETE");

    private final Outbound outbound;
    private final ToolSecrets secrets;
    private final TimeLimits limits;
    private final ToolConfig config;

    HttpTools(Outbound outbound, ToolSecrets secrets, TimeLimits limits, ToolConfig config) {
        this.outbound = outbound;
        this.secrets = secrets;
        this.limits = limits;
        this.config = config;
    }

    RunningTool start(Tool.Http tool, ToolUse use) {
        if (use.resumed()) {
            return Work.done(Unknown.interrupted(tool));
        }
        Sending sending = new Sending();
        return Work.begin(
                tool.common().name(),
                Uni.createFrom().deferred(() -> known(tool, use)).chain(known -> ask(tool, use, known, sending)),
                sending);
    }

    private Uni<SecretsInUse> known(Tool.Http tool, ToolUse use) {
        Set<String> names = Credentials.secretsOf(tool);
        if (names.isEmpty()) {
            return Uni.createFrom().item(SecretsInUse.NONE);
        }
        if (use.isOfAnotherTeam()) { // who wrote the URL, too, and would be sent the values
            throw new ToolFailedException(
                    "The agent is another team's, whose tools get no secrets of this team; this one needs '%s'."
                            .formatted(String.join("', '", names)));
        }
        return secrets.valuesOf(use.invocation().team(), names).map(SecretsInUse::of);
    }

    private Uni<ToolOutcome> ask(Tool.Http tool, ToolUse use, SecretsInUse known, Sending sending) {
        return outbound.send(request(tool, use, known), sending).map(answer -> outcome(tool, answer, known));
    }

    private OutboundRequest request(Tool.Http tool, ToolUse use, SecretsInUse known) {
        ContextValues context = ContextValues.of(use.agent(), use.chat());
        Map<String, String> headers = Credentials.headers(tool, context, known);
        headers.put(IDEMPOTENCY_KEY, use.invocation().id().value());
        String url = new Template(tool.url()).url(context);
        String method = tool.method().toUpperCase(Locale.ROOT);
        ObjectNode arguments = use.invocation().arguments();
        boolean inUrl = WITHOUT_BODY.contains(method);
        return new OutboundRequest(
                method,
                inUrl ? withQuery(url, arguments) : url,
                headers,
                inUrl ? null : Buffer.buffer(arguments.toString().getBytes(StandardCharsets.UTF_8)),
                limits.of(tool.common(), use),
                Math.toIntExact(config.maxResult().asLongValue()),
                true);
    }

    private static String withQuery(String url, ObjectNode arguments) {
        StringJoiner query = new StringJoiner("&");
        for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
            if (argument.getValue().isArray()) {
                argument.getValue().forEach(value -> add(query, argument.getKey(), value));
            } else {
                add(query, argument.getKey(), argument.getValue());
            }
        }
        if (query.length() == 0) {
            return url;
        }
        int fragment = url.indexOf('#');
        String base = fragment < 0 ? url : url.substring(0, fragment);
        return base + (base.contains("?") ? "&" : "?") + query;
    }

    private static void add(StringJoiner query, String name, JsonNode value) {
        if (!value.isNull()) {
            String text = value.isValueNode() ? value.asText() : value.toString();
            query.add(Template.encoded(name) + "=" + Template.encoded(text));
        }
    }

    private static ToolOutcome outcome(Tool.Http tool, OutboundAnswer answer, SecretsInUse known) {
        AnswerText text = AnswerText.of(answer, known);
        if (!answer.isSuccess()) {
            return new ToolOutcome.Failed(
                    "The server answered %d: %s".formatted(answer.status(), text.start()),
                    false,
                    isPassing(answer.status()));
        }
        if (tool.outputSchema() != null && text.missing() > 0) {
            return new ToolOutcome.Failed(
                    "It was done (%d), but the answer is too large to be read as JSON: more than %d bytes."
                            .formatted(answer.status(), answer.body().length()),
                    false,
                    false);
        }
        return text.text().isEmpty()
                ? ToolOutcome.Done.of("Done (%d, without content).".formatted(answer.status()))
                : text.toDone();
    }

    static boolean isPassing(int status) {
        return status >= 500 || status == 408 || status == 429;
    }
}
