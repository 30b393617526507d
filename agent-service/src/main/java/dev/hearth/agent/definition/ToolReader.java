package dev.hearth.agent.definition;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** Reads tools as clients describe them (wire protocol 5.4). */
final class ToolReader {
    /** What providers of LLMs take as the name of a function. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private static final List<String> TYPES = List.of("app", "agent", "hook", "http", "call", "client", "internal");
    private static final int MAX_NAME = 256;
    private static final int MAX_DESCRIPTION = 16_384;
    private static final long LONGEST_SECONDS = Duration.ofDays(30).toSeconds();
    private static final int MOST_ATTEMPTS = 10;
    private static final int ATTEMPTS_OF_REPEATABLE = 3;
    private static final BigDecimal MILLIS = BigDecimal.valueOf(1000);

    private final DefinitionConfig config;

    ToolReader(DefinitionConfig config) {
        this.config = config;
    }

    /** The tool itself, whether or not it came wrapped in {@code schema} as client tools of the JavaScript client do. */
    static Given unwrapped(Given tool) {
        Given inner = tool.member("schema");
        return tool.member("type").isAbsent() && !inner.isAbsent() ? inner : tool;
    }

    static String typeOf(Given tool) {
        Given type = tool.member("type");
        String text = type.requireText(MAX_NAME);
        if (text.equals("mcp")) {
            throw DefinitionErrors.invalid(type.at(), "\"mcp\" is not supported: there are no MCP servers here");
        }
        if (!TYPES.contains(text)) {
            throw DefinitionErrors.unknown(type.at(), text, TYPES);
        }
        return text;
    }

    /** Which built-in tools an entry of type {@code internal} asks for. */
    static InternalToolSet internal(Given tool) {
        Given category = tool.member("internal").member("category");
        String id = category.requireText(MAX_NAME);
        return InternalToolSet.ofId(id)
                .orElseThrow(() -> DefinitionErrors.unknown(
                        category.at(),
                        id,
                        List.of(InternalToolSet.values()).stream()
                                .map(InternalToolSet::id)
                                .toList()));
    }

    Tool read(Given tool, String type) {
        Tool.Common common = common(tool, timeLimit(type));
        return switch (type) {
            case "client" ->
                new Tool.Client(
                        common,
                        Schemas.parameters(tool.member("client").member("input_schema")),
                        Schemas.orNull(tool.member("client").member("output_schema")));
            case "app" -> app(common, tool.member("app"));
            case "agent" -> new Tool.Agent(common, AppRef.agent(tool.member("agent")));
            case "hook" -> hook(common, tool.member("hook"));
            case "http", "call" -> HttpToolReader.read(common, type, tool);
            default -> throw new IllegalArgumentException("not a tool of its own: " + type);
        };
    }

    private static Tool app(Tool.Common common, Given app) {
        return new Tool.App(
                common,
                AppRef.app(app),
                app.member("function").text("", MAX_NAME).isBlank()
                        ? null
                        : app.member("function").requireText(MAX_NAME),
                app.member("session_enabled").flag(false),
                app.member("setup").object(),
                app.member("input").object());
    }

    private static Tool hook(Tool.Common common, Given hook) {
        return new Tool.Hook(
                common,
                ToolUrl.require(hook.member("url")),
                hook.member("secret").text("", MAX_NAME),
                Schemas.parametersOrNull(hook.member("input_schema")),
                Schemas.orNull(hook.member("output_schema")));
    }

    private static Tool.Common common(Given tool, Duration timeLimit) {
        Given name = tool.member("name");
        String text = name.requireText(MAX_DESCRIPTION);
        if (!NAME.matcher(text).matches()) {
            throw DefinitionErrors.wrongValue(name.at(), "must be 1 to 64 letters, digits, '_' or '-'", text);
        }
        return new Tool.Common(
                text,
                tool.member("display_name").text("", MAX_NAME),
                tool.member("description").text("", MAX_DESCRIPTION),
                tool.member("require_approval").flag(false),
                duration(tool.member("timeout"), timeLimit),
                attempts(tool));
    }

    /** Seconds, perhaps with a fraction. */
    static Duration duration(Given given, Duration fallback) {
        if (given.isAbsent()) {
            return fallback;
        }
        Duration duration = Duration.ofMillis(
                given.number(0, LONGEST_SECONDS).multiply(MILLIS).longValue());
        if (duration.isZero()) {
            throw DefinitionErrors.wrongValue(
                    given.at(),
                    "must be a number of seconds above 0",
                    given.value().asText());
        }
        return duration;
    }

    private static int attempts(Given tool) {
        Given repeatable = tool.member("repeatable");
        Given most = tool.member("max_attempts");
        long attempts = most.whole(repeatable.flag(false) ? ATTEMPTS_OF_REPEATABLE : 1, 1, MOST_ATTEMPTS);
        if (attempts > 1 && !repeatable.flag(true)) {
            throw DefinitionErrors.invalid(most.at(), "is %d, but %s is false".formatted(attempts, repeatable.at()));
        }
        return Math.toIntExact(attempts);
    }

    private Duration timeLimit(String type) {
        return switch (type) {
            case "app" -> config.appTimeLimit();
            case "http", "call" -> config.httpTimeLimit();
            default -> config.answerTimeLimit();
        };
    }
}
