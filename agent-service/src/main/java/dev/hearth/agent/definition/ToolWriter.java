package dev.hearth.agent.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Writes tools as {@link ToolReader} reads them, every value said. */
final class ToolWriter {
    private ToolWriter() {}

    static ObjectNode write(Tool tool) {
        Tool.Common common = tool.common();
        ObjectNode written = object();
        written.put("name", common.name());
        written.put("display_name", common.displayName());
        written.put("description", common.description());
        written.put("type", tool.type());
        written.put("require_approval", common.requireApproval());
        written.set("timeout", seconds(common.timeLimit()));
        written.put("max_attempts", common.maxAttempts());
        written.set(tool.type(), details(tool));
        return written;
    }

    /** A duration as a number of seconds. */
    static JsonNode seconds(Duration duration) {
        BigDecimal seconds = BigDecimal.valueOf(duration.toMillis(), 3);
        return duration.toMillis() % 1000 == 0
                ? JsonNodeFactory.instance.numberNode(duration.toSeconds())
                : JsonNodeFactory.instance.numberNode(seconds.stripTrailingZeros());
    }

    private static ObjectNode details(Tool tool) {
        ObjectNode details = object();
        switch (tool) {
            case Tool.Client client -> setSchemas(details, client.inputSchema(), client.outputSchema());
            case Tool.App app -> {
                details.put("ref", app.ref());
                if (app.function() != null) {
                    details.put("function", app.function());
                }
                details.put("session_enabled", app.sessionEnabled());
                details.set("setup", app.setup());
                details.set("input", app.input());
            }
            case Tool.Agent agent -> details.put("ref", agent.ref());
            case Tool.Hook hook -> {
                details.put("url", hook.url());
                details.put("secret", hook.secret());
                setSchemas(details, hook.inputSchema(), hook.outputSchema());
            }
            case Tool.Http http -> {
                details.put("url", http.url());
                details.put("method", http.method());
                details.set("auth", auth(http.auth()));
                ObjectNode headers = details.putObject("headers");
                http.headers().forEach(header -> headers.put(header.name(), header.value()));
                setSchemas(details, http.inputSchema(), http.outputSchema());
            }
        }
        return details;
    }

    private static ObjectNode auth(Tool.Auth auth) {
        return switch (auth) {
            case Tool.Auth.None _ -> object().put("type", "none");
            case Tool.Auth.ApiKey(String secret, String header) ->
                object().put("type", "api_key").put("secret", secret).put("header", header);
            case Tool.Auth.Bearer(String secret) ->
                object().put("type", "bearer").put("secret", secret);
            case Tool.Auth.Integration(String provider) ->
                object().put("type", "integration").put("provider", provider);
        };
    }

    private static void setSchemas(ObjectNode details, @Nullable ObjectNode input, @Nullable ObjectNode output) {
        if (input != null) {
            details.set("input_schema", input);
        }
        if (output != null) {
            details.set("output_schema", output);
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
