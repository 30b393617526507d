package dev.hearth.agent.definition;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Singleton;

/**
 * Makes an agent's one form of what clients send (wire protocol 5.3 and 5.4): tolerant towards null, unknown members and
 * the spellings in circulation, strict where an error would show only in the middle of a turn. Whatever it refuses it
 * refuses with {@code invalid_request}, naming the place and the value.
 */
@Singleton
public final class AgentConfigReader {
    private static final int MAX_NAME = 128;
    private static final int MAX_DESCRIPTION = 16_384;
    private static final int MAX_PROMPT = 524_288;
    private static final int MAX_ELEMENTS = 128;
    private static final int MAX_ROUNDS = 1000;

    private final DefinitionConfig config;
    private final ToolListReader tools;
    private final SchemaCheck schemas;

    AgentConfigReader(DefinitionConfig config) {
        this.config = config;
        this.tools = new ToolListReader(config);
        this.schemas = new SchemaCheck();
    }

    /** @param at where in the request it stands, for complaints; empty: it is the request */
    public AgentConfig read(String at, JsonNode json) {
        Given given = new Given(at, json);
        if (given.isAbsent()) {
            throw DefinitionErrors.missing(at.isEmpty() ? "the configuration" : at);
        }
        refuseHooks(given.member("hooks"));
        AgentConfig read = read(given);
        long max = config.maxSize().asLongValue();
        long bytes = AgentConfigWriter.canonical(read).length;
        if (bytes > max) {
            throw DefinitionErrors.tooLarge(at.isEmpty() ? "the configuration" : at, bytes, max);
        }
        schemas.require(given);
        return read;
    }

    /** What this service wrote itself; settings that have changed since mean nothing to it. */
    AgentConfig readStored(JsonNode json) {
        return read(new Given("stored", json));
    }

    private AgentConfig read(Given given) {
        ToolListReader.Found found = tools.read(given);
        return new AgentConfig(
                given.member("name").text("", MAX_NAME),
                given.member("description").text("", MAX_DESCRIPTION),
                given.member("system_prompt").text("", MAX_PROMPT),
                given.member("example_prompts").elements(MAX_ELEMENTS).stream()
                        .map(prompt -> prompt.text("", MAX_DESCRIPTION))
                        .toList(),
                CoreAppReader.read(given),
                found.tools(),
                TextsReader.skills(given.member("skills")),
                TextsReader.variables(given.member("context")),
                found.internal(),
                Schemas.parametersOrNull(given.member("output_schema")),
                limits(given.member("limits")));
    }

    private TurnLimits limits(Given given) {
        return new TurnLimits(
                Math.toIntExact(given.member("max_rounds").whole(config.maxRounds(), 1, MAX_ROUNDS)),
                ToolReader.duration(given.member("max_seconds"), config.maxTime()),
                given.member("max_tokens").whole(config.maxTokens(), 0, Long.MAX_VALUE));
    }

    /** Silence would be worse: a gate that nobody asks lets everything through. */
    private static void refuseHooks(Given hooks) {
        if (!hooks.elements(MAX_ELEMENTS).isEmpty()) {
            throw DefinitionErrors.invalid(hooks.at(), "are not supported here");
        }
    }
}
